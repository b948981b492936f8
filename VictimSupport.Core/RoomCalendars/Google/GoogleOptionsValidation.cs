using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.RoomCalendars.Google;

/// <summary>Stops the program at start when a Google setting is wrong; names the key and the cure, never the file's content.</summary>
public sealed class GoogleOptionsValidation : IValidateOptions<GoogleOptions>
{
    /// <summary>Throws with the first wrong setting, its key and the cure.</summary>
    public static void Demand(GoogleOptions options)
    {
        if (new GoogleOptionsValidation().Validate(null, options) is { Failed: true } result)
        {
            var words = result.Failures.First();
            var end = words.IndexOfAny([':', ' '], words.IndexOf(':', StringComparison.Ordinal) + 1);
            var sentence = words.IndexOf(". ", end, StringComparison.Ordinal) + 1;
            throw new SettingException(words[..end], words[end..sentence].TrimStart(':', ' '), words[sentence..].Trim());
        }
    }

    public ValidateOptionsResult Validate(string? name, GoogleOptions options)
    {
        var problems = new[] { KeyFileProblem(options), BaseUriProblem(options), PollProblem(options), TimeoutProblem(options) };
        var found = problems.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }

    private static string? PollProblem(GoogleOptions options) =>
        options.PollSeconds is >= 5 and <= 3600 ? null
        : $"Google:PollSeconds is {options.PollSeconds}. Set a number of seconds from 5 to 3600, for example 15.";

    private static string? TimeoutProblem(GoogleOptions options) =>
        options.TimeoutSeconds is >= 1 and <= 300 ? null
        : $"Google:TimeoutSeconds is {options.TimeoutSeconds}. Set a number of seconds from 1 to 300, for example 20.";

    private static string? BaseUriProblem(GoogleOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.BaseUri))
        {
            return null;
        }

        return Uri.TryCreate(options.BaseUri, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            ? null
            : $"Google:BaseUri is \"{options.BaseUri}\". Remove it to use Google itself, or set an https address (http only on this machine), for example http://localhost:5099/calendar/v3/.";
    }

    private static string? KeyFileProblem(GoogleOptions options)
    {
        if (!options.IsConfigured)
        {
            return null;
        }

        const string key = "Google:ServiceAccountKeyFile";
        const string cure = "Download a JSON key of the service account in the Google Cloud console (IAM, Service accounts, Keys) and set its path, or remove the setting to go on without Google.";
        string text;
        try
        {
            text = File.ReadAllText(options.ServiceAccountKeyFile!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return $"{key}: the file \"{options.ServiceAccountKeyFile}\" cannot be read. {cure}";
        }

        return Problem(text) is { } problem ? $"{key}: the file \"{options.ServiceAccountKeyFile}\" {problem} {cure}" : null;
    }

    private static string? Problem(string text)
    {
        JsonObject? file;
        try
        {
            file = JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            file = null;
        }

        if (file is null || Text(file, "type") != "service_account")
        {
            return "is not a service account's JSON key.";
        }

        if (Text(file, "client_email") is null || Text(file, "private_key") is not { } pem)
        {
            return "lacks client_email or private_key.";
        }

        if (!Uri.TryCreate(Text(file, "token_uri"), UriKind.Absolute, out _))
        {
            return "has no usable token_uri.";
        }

        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return null;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return "holds a private_key that cannot be read.";
        }
    }

    private static string? Text(JsonObject file, string name) =>
        file[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
