using NodaTime;

namespace VictimSupport.Core.Requests;

/// <summary>A request as typed; it is sealed before it is stored.</summary>
/// <param name="Key">Made by the screen once for each request it sends: sent again, the same key makes no second request.</param>
/// <param name="Name">Empty for somebody who gives none.</param>
/// <param name="Received">Local time of the organisation; null for now. Never later than now.</param>
public sealed record RequestForm(
    Guid Key, RequestSource Source, string Language, string? Said, string? Name = null, string? Email = null, string? Telephone = null, string? HowToAnswer = null, string? AgencyContact = null,
    RequestAge Age = RequestAge.NotKnown, LocalDateTime? Received = null)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(RequestForm);
}

/// <summary>A request that was made, or that was there already because it had been sent before.</summary>
public sealed record MadeRequest(Guid Id, string Reference, Instant AnswerBy, bool WasThere);

/// <summary>One request in a list: never a name.</summary>
/// <param name="Outcome">Null while it waits, and for those who do not triage: they see that it was decided and not how.</param>
public sealed record RequestRow(
    Guid Id, string Reference, RequestSource Source, string Language, RequestAge Age, bool HasName, bool HasEmail, bool HasTelephone, Instant ReceivedAt, Instant AnswerBy, RequestState State,
    RequestOutcome? Outcome, Instant? DecidedAt, Guid? CaseId, CallBack CallBack, int CallBackTries, int Version);

/// <summary>Which requests to show; the text is a part of a reference, a name while the request is open, or a whole telephone number or email. At most 100 a page.</summary>
public sealed record RequestQuery(string? Text = null, RequestState? State = null, RequestSource? Source = null, RequestAge? Age = null, bool ToCallBack = false, int Skip = 0, int Take = 50);

/// <summary>One page and how many there are in all.</summary>
public sealed record RequestPage(IReadOnlyList<RequestRow> Rows, int Total);

/// <summary>How many requests wait for a decision, how many of them beyond the promise, and how many people are to be called back.</summary>
public sealed record RequestCounts(int Waiting, int Overdue, int ToCallBack);

/// <summary>What a request holds, opened; held by a screen only while it is seen. All null once erased.</summary>
public sealed record OpenedRequest(string? Name, string? Email, string? Telephone, string? Said, string? HowToAnswer, string? AgencyContact, string? Answer)
{
    /// <summary>Says nothing of whom it is about.</summary>
    public override string ToString() => nameof(OpenedRequest);
}
