using Microsoft.Extensions.Options;

namespace VictimSupport.Core.RoomLinks;

/// <summary>The section Mail of the configuration. Without a host, messages are written to a folder.</summary>
public sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>The mail server; its certificate must be for this name.</summary>
    public string? Host { get; set; }

    /// <summary>Null: 587 with StartTls, 465 with Tls.</summary>
    public int? Port { get; set; }

    /// <summary>StartTls or Tls. There is no way to send without encryption.</summary>
    public string Security { get; set; } = "StartTls";

    /// <summary>For each room's mailbox the account that may send from it.</summary>
    public Dictionary<string, MailAccount> Accounts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long connecting and signing in may take, and how long sending may take.</summary>
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>PEM file of an organisation's own certificate authority; then only that is trusted. Null: the operating system's list.</summary>
    public string? TrustedCertificateFile { get; set; }

    /// <summary>Where messages are written when there is no host. Null: outgoing/mail in the data folder.</summary>
    public string? PickupFolder { get; set; }

    internal bool ImplicitTls => string.Equals(Security, "Tls", StringComparison.OrdinalIgnoreCase);
}

/// <summary>User name and password (or a file that holds it) of one mailbox.</summary>
public sealed class MailAccount
{
    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary>A file whose first line is the password; read at each sending, so that a new password needs no restart.</summary>
    public string? PasswordFile { get; set; }

    internal string ReadPassword() => PasswordFile is { } file ? File.ReadLines(file).FirstOrDefault("") : Password ?? "";
}

/// <summary>Stops a program whose mail settings cannot work, with the key's name and the cure.</summary>
internal sealed class MailOptionsValidator : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        List<string> wrong = [.. options.Host is null ? WithoutHost(options) : Server(options).Concat(options.Accounts.SelectMany(Account))];
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> WithoutHost(MailOptions options)
    {
        if (options.Accounts.Count > 0)
        {
            yield return "Mail:Host is missing although Mail:Accounts is set: name the mail server, or remove the accounts to write messages to a folder.";
        }
    }

    private static IEnumerable<string> Server(MailOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Host) || Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
        {
            yield return "Mail:Host is not a host name: write the name in the mail server's certificate, such as smtp.example.org.";
        }

        if (options.Port is < 1 or > 65535)
        {
            yield return "Mail:Port must be between 1 and 65535: usually 587 for StartTls and 465 for Tls.";
        }

        if (!options.ImplicitTls && !string.Equals(options.Security, "StartTls", StringComparison.OrdinalIgnoreCase))
        {
            yield return "Mail:Security must be StartTls or Tls: messages are never sent without encryption.";
        }

        if (options.TimeoutSeconds is < 1 or > 300)
        {
            yield return "Mail:TimeoutSeconds must be between 1 and 300.";
        }

        if (options.TrustedCertificateFile is { } file && !Smtp.OwnAuthority.CanRead(file))
        {
            yield return "Mail:TrustedCertificateFile cannot be read as PEM certificates: give the path of the authority's .pem file, or remove the key to trust the operating system's list.";
        }

        if (options.Accounts.Count == 0)
        {
            yield return "Mail:Accounts is empty although Mail:Host is set: add Mail:Accounts:<mailbox address>:UserName and :PasswordFile for each room's mailbox.";
        }
    }

    private static IEnumerable<string> Account(KeyValuePair<string, MailAccount> entry)
    {
        var (mailbox, account) = entry;
        var key = $"Mail:Accounts:{mailbox}";
        if (!MailMessages.TryAddress(mailbox, "", out _))
        {
            yield return $"{key} is not named by a mail address: the key is the room's mailbox, such as Mail:Accounts:room-a@example.org.";
        }

        if (string.IsNullOrWhiteSpace(account.UserName))
        {
            yield return $"{key}:UserName is missing: give the name that signs in to this mailbox.";
        }

        if (string.IsNullOrEmpty(account.Password) == string.IsNullOrEmpty(account.PasswordFile))
        {
            yield return $"{key} needs either Password or PasswordFile (not both): PasswordFile keeps the password out of the settings.";
        }
        else if (account.PasswordFile is { Length: > 0 } file && !File.Exists(file))
        {
            yield return $"{key}:PasswordFile does not exist: make the file, readable for this program only, with the password as its first line.";
        }
    }
}
