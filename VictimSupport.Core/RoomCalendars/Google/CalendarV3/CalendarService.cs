using Google.Apis.Discovery;
using Google.Apis.Requests;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Calendar.v3;

/// <summary>Stands in for the class of the same name in Google's package: only what the product uses, under the same names.</summary>
public class CalendarService : BaseClientService
{
    private const string DefaultAddress = "https://www.googleapis.com/calendar/v3/";

    /// <summary>Creates the service with an explicit address, credential and HTTP client factory.</summary>
    public CalendarService(Initializer initializer) : base(initializer)
    {
        Events = new EventsResource(this);
    }

    /// <summary>Requests about events.</summary>
    public virtual EventsResource Events { get; }

    public override IList<string> Features { get; } = [];

    public override string Name => "calendar";

    /// <summary>The address that every request's path is appended to; ends with a slash.</summary>
    public override string BaseUri => BaseUriOverride ?? DefaultAddress;

    public override string BasePath => "calendar/v3/";
}

/// <summary>Parameters that every request of the service takes.</summary>
public abstract class CalendarBaseServiceRequest<TResponse>(IClientService service) : ClientServiceRequest<TResponse>(service)
{
    /// <summary>Which fields the answer carries, in Google's partial-response notation; null means all.</summary>
    [RequestParameter("fields", RequestParameterType.Query)]
    public virtual string? Fields { get; set; }

    /// <summary>An opaque name of the user that a quota is counted for; null counts for the account.</summary>
    [RequestParameter("quotaUser", RequestParameterType.Query)]
    public virtual string? QuotaUser { get; set; }

    protected override void InitParameters()
    {
        base.InitParameters();
        AddQuery("fields");
        AddQuery("quotaUser");
    }

    private protected void AddPath(string name) => Add(name, "path", required: true);

    private protected void AddQuery(string name) => Add(name, "query", required: false);

    private void Add(string name, string kind, bool required) =>
        RequestParameters.Add(name, new Parameter { Name = name, IsRequired = required, ParameterType = kind });
}
