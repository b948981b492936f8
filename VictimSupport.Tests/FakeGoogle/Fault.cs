namespace VictimSupport.Tests.FakeGoogle;

/// <summary>What goes wrong with a request.</summary>
public enum FaultKind
{
    /// <summary>Answers an error and does nothing.</summary>
    Error,

    /// <summary>Does the work, then answers an error.</summary>
    ErrorAfter,

    /// <summary>Never answers; the work is not done.</summary>
    Hang,

    /// <summary>Does the work and never answers.</summary>
    HangAfter,

    /// <summary>Answers late.</summary>
    Slow,

    /// <summary>Cuts the connection; the work is not done.</summary>
    CutBefore,

    /// <summary>Does the work, then cuts the connection.</summary>
    CutAfter,

    /// <summary>Answers a page that is no JSON, as a proxy on the way would.</summary>
    Garbage,
}

/// <summary>One fault: what, for which requests, how many times.</summary>
public sealed class Fault(FaultKind kind)
{
    public FaultKind Kind { get; } = kind;

    public GoogleErrorException? Error { get; init; }

    /// <summary>Sent as Retry-After, in seconds.</summary>
    public int? RetryAfterSeconds { get; init; }

    public TimeSpan Delay { get; init; }

    /// <summary>Which requests; by default every one to the calendar (not to the token endpoint).</summary>
    public Func<RecordedRequest, bool> Matches { get; init; } = request => request.Path.StartsWith("/calendar/", StringComparison.Ordinal);

    /// <summary>How many requests it still meets.</summary>
    public int Times { get; set; } = 1;

    public static Fault Answer(GoogleErrorException error, int times = 1, int? retryAfterSeconds = null) =>
        new(FaultKind.Error) { Error = error, Times = times, RetryAfterSeconds = retryAfterSeconds };

    public static Fault Of(FaultKind kind, int times = 1) => new(kind) { Times = times, Error = GoogleErrorException.Backend(500) };

    /// <summary>The same fault, for requests of one HTTP method only.</summary>
    public Fault On(HttpMethod method) => new(Kind)
    {
        Error = Error,
        RetryAfterSeconds = RetryAfterSeconds,
        Delay = Delay,
        Times = Times,
        Matches = request => Matches(request) && request.Method == method.Method,
    };
}

/// <summary>A request as it arrived, its body decompressed.</summary>
public sealed record RecordedRequest(string Method, string Path, string Query, string Body, string? IfMatch, DateTimeOffset At)
{
    /// <summary>What the fake answered; 0 while it has not, or when the connection was cut.</summary>
    public int Status { get; set; }
}
