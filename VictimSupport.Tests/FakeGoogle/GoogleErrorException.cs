using System.Text.Json.Nodes;

namespace VictimSupport.Tests.FakeGoogle;

/// <summary>An answer other than success, in the shape of Google's error documents.</summary>
public sealed class GoogleErrorException(int status, string domain, string reason, string message, string? location = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Reason { get; } = reason;

    public JsonObject ToJson()
    {
        var detail = new JsonObject { ["domain"] = domain, ["reason"] = Reason, ["message"] = Message };
        if (location is not null)
        {
            detail["locationType"] = location == "If-Match" ? "header" : "parameter";
            detail["location"] = location;
        }

        return new JsonObject
        {
            ["error"] = new JsonObject { ["errors"] = new JsonArray(detail), ["code"] = Status, ["message"] = Message },
        };
    }

    public static GoogleErrorException NotFound() => new(404, "global", "notFound", "Not Found");

    public static GoogleErrorException Deleted() => new(410, "global", "deleted", "Resource has been deleted");

    public static GoogleErrorException Duplicate() => new(409, "global", "duplicate", "The requested identifier already exists.");

    public static GoogleErrorException ConditionNotMet() => new(412, "global", "conditionNotMet", "Precondition Failed", "If-Match");

    public static GoogleErrorException Invalid(string message, string? parameter = null) => new(400, "global", "invalid", message, parameter);

    public static GoogleErrorException Required(string message) => new(400, "global", "required", message);

    public static GoogleErrorException FullSyncRequired() =>
        new(410, "calendar", "fullSyncRequired", "Sync token is no longer valid, a full sync is required.", "syncToken");

    public static GoogleErrorException InvalidCredentials() => new(401, "global", "authError", "Invalid Credentials", "Authorization");

    public static GoogleErrorException Forbidden() => new(403, "global", "forbidden", "Forbidden");

    public static GoogleErrorException ReadOnly() =>
        new(403, "calendar", "requiredAccessLevel", "You need to have writer access to this calendar.");

    public static GoogleErrorException RateLimit(int status) => new(status, "usageLimits", "rateLimitExceeded", "Rate Limit Exceeded");

    public static GoogleErrorException Backend(int status) => new(status, "global", "backendError", "Backend Error");
}
