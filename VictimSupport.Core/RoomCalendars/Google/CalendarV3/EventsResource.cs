using Google.Apis.Calendar.v3.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Calendar.v3;

/// <summary>Requests about the events of a calendar; each is sent by its <c>ExecuteAsync</c>.</summary>
public class EventsResource(IClientService service)
{
    /// <summary>Removes an event; a removed one stays readable as cancelled, and removing it again answers 410.</summary>
    public virtual DeleteRequest Delete(string calendarId, string eventId) => new(service, calendarId, eventId);

    /// <summary>Reads one event, cancelled ones too.</summary>
    public virtual GetRequest Get(string calendarId, string eventId) => new(service, calendarId, eventId);

    /// <summary>Creates an event; an id that was ever used in the calendar answers 409.</summary>
    public virtual InsertRequest Insert(Event body, string calendarId) => new(service, body, calendarId);

    /// <summary>Lists a calendar's events, a page at a time.</summary>
    public virtual ListRequest List(string calendarId) => new(service, calendarId);

    /// <summary>Replaces an event; a body that carries an etag is sent with If-Match and answers 412 when it is old.</summary>
    public virtual UpdateRequest Update(Event body, string calendarId, string eventId) => new(service, body, calendarId, eventId);

    /// <summary>Creates an event.</summary>
    public class InsertRequest : CalendarBaseServiceRequest<Event>
    {
        public InsertRequest(IClientService service, Event body, string calendarId) : base(service)
        {
            CalendarId = calendarId;
            Body = body;
            InitParameters();
        }

        [RequestParameter("calendarId", RequestParameterType.Path)]
        public virtual string CalendarId { get; }

        /// <summary>Who is told by email; null leaves it to Google.</summary>
        [RequestParameter("sendUpdates", RequestParameterType.Query)]
        public virtual SendUpdatesEnum? SendUpdates { get; set; }

        public override string MethodName => "insert";

        public override string HttpMethod => "POST";

        public override string RestPath => "calendars/{calendarId}/events";

        private Event Body { get; }

        protected override object GetBody() => Body;

        protected override void InitParameters()
        {
            base.InitParameters();
            AddPath("calendarId");
            AddQuery("sendUpdates");
        }

        /// <summary>Who is told by email.</summary>
        public enum SendUpdatesEnum
        {
            [StringValue("all")]
            All = 0,
            [StringValue("externalOnly")]
            ExternalOnly = 1,
            [StringValue("none")]
            None = 2,
        }
    }

    /// <summary>Replaces an event.</summary>
    public class UpdateRequest : CalendarBaseServiceRequest<Event>
    {
        public UpdateRequest(IClientService service, Event body, string calendarId, string eventId) : base(service)
        {
            CalendarId = calendarId;
            EventId = eventId;
            Body = body;
            InitParameters();
        }

        [RequestParameter("calendarId", RequestParameterType.Path)]
        public virtual string CalendarId { get; }

        [RequestParameter("eventId", RequestParameterType.Path)]
        public virtual string EventId { get; }

        /// <summary>Who is told by email; null leaves it to Google.</summary>
        [RequestParameter("sendUpdates", RequestParameterType.Query)]
        public virtual SendUpdatesEnum? SendUpdates { get; set; }

        public override string MethodName => "update";

        public override string HttpMethod => "PUT";

        public override string RestPath => "calendars/{calendarId}/events/{eventId}";

        private Event Body { get; }

        protected override object GetBody() => Body;

        protected override void InitParameters()
        {
            base.InitParameters();
            AddPath("calendarId");
            AddPath("eventId");
            AddQuery("sendUpdates");
        }

        /// <summary>Who is told by email.</summary>
        public enum SendUpdatesEnum
        {
            [StringValue("all")]
            All = 0,
            [StringValue("externalOnly")]
            ExternalOnly = 1,
            [StringValue("none")]
            None = 2,
        }
    }

    /// <summary>Removes an event.</summary>
    public class DeleteRequest : CalendarBaseServiceRequest<string>
    {
        public DeleteRequest(IClientService service, string calendarId, string eventId) : base(service)
        {
            CalendarId = calendarId;
            EventId = eventId;
            InitParameters();
        }

        [RequestParameter("calendarId", RequestParameterType.Path)]
        public virtual string CalendarId { get; }

        [RequestParameter("eventId", RequestParameterType.Path)]
        public virtual string EventId { get; }

        /// <summary>Who is told by email; null leaves it to Google.</summary>
        [RequestParameter("sendUpdates", RequestParameterType.Query)]
        public virtual SendUpdatesEnum? SendUpdates { get; set; }

        public override string MethodName => "delete";

        public override string HttpMethod => "DELETE";

        public override string RestPath => "calendars/{calendarId}/events/{eventId}";

        protected override void InitParameters()
        {
            base.InitParameters();
            AddPath("calendarId");
            AddPath("eventId");
            AddQuery("sendUpdates");
        }

        /// <summary>Who is told by email.</summary>
        public enum SendUpdatesEnum
        {
            [StringValue("all")]
            All = 0,
            [StringValue("externalOnly")]
            ExternalOnly = 1,
            [StringValue("none")]
            None = 2,
        }
    }

    /// <summary>Reads one event.</summary>
    public class GetRequest : CalendarBaseServiceRequest<Event>
    {
        public GetRequest(IClientService service, string calendarId, string eventId) : base(service)
        {
            CalendarId = calendarId;
            EventId = eventId;
            InitParameters();
        }

        [RequestParameter("calendarId", RequestParameterType.Path)]
        public virtual string CalendarId { get; }

        [RequestParameter("eventId", RequestParameterType.Path)]
        public virtual string EventId { get; }

        public override string MethodName => "get";

        public override string HttpMethod => "GET";

        public override string RestPath => "calendars/{calendarId}/events/{eventId}";

        protected override void InitParameters()
        {
            base.InitParameters();
            AddPath("calendarId");
            AddPath("eventId");
        }
    }

    /// <summary>Lists events: all of them, or with a sync token what changed since it was given.</summary>
    public class ListRequest : CalendarBaseServiceRequest<Events>
    {
        public ListRequest(IClientService service, string calendarId) : base(service)
        {
            CalendarId = calendarId;
            InitParameters();
        }

        [RequestParameter("calendarId", RequestParameterType.Path)]
        public virtual string CalendarId { get; }

        /// <summary>Most events on a page, at most 2500; a page may hold fewer, even none, with more to come.</summary>
        [RequestParameter("maxResults", RequestParameterType.Query)]
        public virtual int? MaxResults { get; set; }

        [RequestParameter("pageToken", RequestParameterType.Query)]
        public virtual string? PageToken { get; set; }

        /// <summary>Only events with this private extended property, as "name=value".</summary>
        [RequestParameter("privateExtendedProperty", RequestParameterType.Query)]
        public virtual Repeatable<string>? PrivateExtendedProperty { get; set; }

        /// <summary>Whether cancelled events are listed too.</summary>
        [RequestParameter("showDeleted", RequestParameterType.Query)]
        public virtual bool? ShowDeleted { get; set; }

        /// <summary>Whether a recurring event is listed as its single occurrences.</summary>
        [RequestParameter("singleEvents", RequestParameterType.Query)]
        public virtual bool? SingleEvents { get; set; }

        [RequestParameter("syncToken", RequestParameterType.Query)]
        public virtual string? SyncToken { get; set; }

        /// <summary>Exclusive upper bound of an event's start, as it is sent.</summary>
        [RequestParameter("timeMax", RequestParameterType.Query)]
        public virtual string? TimeMaxRaw { get; private set; }

        /// <summary>Exclusive upper bound of an event's start.</summary>
        public virtual DateTimeOffset? TimeMaxDateTimeOffset
        {
            get => DiscoveryFormat.ParseDateTimeToDateTimeOffset(TimeMaxRaw);
            set => TimeMaxRaw = DiscoveryFormat.FormatDateTimeOffsetToGoogleDateTime(value);
        }

        /// <summary>Exclusive lower bound of an event's end, as it is sent.</summary>
        [RequestParameter("timeMin", RequestParameterType.Query)]
        public virtual string? TimeMinRaw { get; private set; }

        /// <summary>Exclusive lower bound of an event's end.</summary>
        public virtual DateTimeOffset? TimeMinDateTimeOffset
        {
            get => DiscoveryFormat.ParseDateTimeToDateTimeOffset(TimeMinRaw);
            set => TimeMinRaw = DiscoveryFormat.FormatDateTimeOffsetToGoogleDateTime(value);
        }

        public override string MethodName => "list";

        public override string HttpMethod => "GET";

        public override string RestPath => "calendars/{calendarId}/events";

        protected override void InitParameters()
        {
            base.InitParameters();
            AddPath("calendarId");
            foreach (var name in (string[])["maxResults", "pageToken", "privateExtendedProperty", "showDeleted", "singleEvents", "syncToken", "timeMax", "timeMin"])
            {
                AddQuery(name);
            }
        }
    }
}
