using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VictimSupport.Tests.FakeGoogle;

/// <summary>The service account: its key file, the check of a signed grant, the access tokens given for it.</summary>
public sealed class ServiceAccount(RSA key, TimeProvider time)
{
    public const string Email = "rooms@fake-project.iam.gserviceaccount.com";
    private const string GrantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private const string GoogleTokenAddress = "https://oauth2.googleapis.com/token";
    private const string Scope = "https://www.googleapis.com/auth/calendar";
    private static readonly Lazy<RSA> SharedKey = new(() => RSA.Create(2048));

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private bool _revoked;

    /// <summary>How long an access token lives.</summary>
    public TimeSpan TokenLife { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many access tokens were given.</summary>
    public int TokensGiven { get; private set; }

    public static ServiceAccount Create(TimeProvider time) => new(SharedKey.Value, time);

    /// <summary>The key of an earlier run, so that a restarted fake honours the file that is already configured.</summary>
    public static ServiceAccount FromKeyFile(string path, TimeProvider time)
    {
        var key = RSA.Create();
        key.ImportFromPem((string)JsonNode.Parse(File.ReadAllText(path))!["private_key"]!);
        return new(key, time);
    }

    public string KeyFile(Uri tokenAddress) => new JsonObject
    {
        ["type"] = "service_account",
        ["project_id"] = "fake-project",
        ["private_key_id"] = "1",
        ["private_key"] = key.ExportPkcs8PrivateKeyPem() + "\n",
        ["client_email"] = Email,
        ["client_id"] = "100000000000000000001",
        ["auth_uri"] = "https://accounts.google.com/o/oauth2/auth",
        ["token_uri"] = tokenAddress.ToString(),
        ["universe_domain"] = "googleapis.com",
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    /// <summary>No grant and no token is good any more.</summary>
    public void Revoke()
    {
        lock (_gate)
        {
            _revoked = true;
            _tokens.Clear();
        }
    }

    public void Restore()
    {
        lock (_gate)
        {
            _revoked = false;
        }
    }

    /// <summary>Every token given so far stops working; new ones are given.</summary>
    public void ExpireTokens()
    {
        lock (_gate)
        {
            _tokens.Clear();
        }
    }

    public bool Accepts(string? authorization)
    {
        const string scheme = "Bearer ";
        lock (_gate)
        {
            return authorization is not null
                && authorization.StartsWith(scheme, StringComparison.Ordinal)
                && _tokens.TryGetValue(authorization[scheme.Length..], out var until)
                && time.GetUtcNow() < until;
        }
    }

    /// <summary>The answer of the token endpoint, as RFC 7523 and Google's guide for service accounts describe it.</summary>
    public (int Status, JsonObject Body) Grant(string? grantType, string? assertion, Uri tokenAddress)
    {
        if (grantType != GrantType)
        {
            return Refused("unsupported_grant_type", "Invalid grant_type: " + grantType);
        }

        var problem = Problem(assertion, tokenAddress);
        if (problem is not null)
        {
            return Refused("invalid_grant", problem);
        }

        lock (_gate)
        {
            if (_revoked)
            {
                return Refused("invalid_grant", "Invalid JWT Signature.");
            }

            var token = "fake." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            _tokens[token] = time.GetUtcNow() + TokenLife;
            TokensGiven++;
            return (200, new JsonObject
            {
                ["access_token"] = token,
                ["expires_in"] = (int)TokenLife.TotalSeconds,
                ["token_type"] = "Bearer",
            });
        }
    }

    private static (int, JsonObject) Refused(string error, string description) =>
        (400, new JsonObject { ["error"] = error, ["error_description"] = description });

    private string? Problem(string? assertion, Uri tokenAddress)
    {
        var parts = (assertion ?? "").Split('.');
        if (parts.Length != 3)
        {
            return "Invalid JWT: Failed to parse.";
        }

        var header = JsonNode.Parse(Decode(parts[0]))!;
        var claims = JsonNode.Parse(Decode(parts[1]))!;
        var signed = Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]);
        if ((string?)header["alg"] != "RS256" || !key.VerifyData(signed, Decode(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
        {
            return "Invalid JWT Signature.";
        }

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        long issued = (long?)claims["iat"] ?? 0, expires = (long?)claims["exp"] ?? 0;
        // Google allows for clocks that differ a little.
        if (issued > now + 300 || expires < now - 300 || expires - issued > 3600)
        {
            return "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.";
        }

        // Google's guide: the audience is always its own token address; a test's client may name the one of its key file.
        var audience = (string?)claims["aud"];
        if ((string?)claims["iss"] != Email || (audience != GoogleTokenAddress && audience != tokenAddress.ToString()))
        {
            return $"Invalid JWT: wrong issuer or audience ({audience}).";
        }

        var scopes = ((string?)claims["scope"] ?? "").Split(' ');
        return scopes.Any(scope => scope is Scope or Scope + ".events") ? null : "Invalid OAuth scope.";
    }

    private static byte[] Decode(string part) => System.Buffers.Text.Base64Url.DecodeFromChars(part);
}
