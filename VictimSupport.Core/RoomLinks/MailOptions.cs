using System.Globalization;
using Microsoft.Extensions.Configuration;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.RoomLinks;

/// <summary>The section Mail of the settings, checked. Without a host, messages are written to a folder.</summary>
public sealed class MailOptions
{
    /// <summary>Half of a delivery's lease: no sending may outlast the right to send.</summary>
    internal const int LongestTimeout = 60;

    /// <summary>The mail server; its certificate must be for this name. Null: messages are written to <see cref="PickupFolder"/>.</summary>
    public string? Host { get; init; }

    public int Port { get; init; } = 587;

    /// <summary>TLS from the first byte instead of STARTTLS. There is no way to send without encryption.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>How long connecting and signing in may take, and how long sending may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>PEM file of an organisation's own certificate authority; then only that is trusted. Null: the operating system's list.</summary>
    public string? TrustedCertificateFile { get; init; }

    /// <summary>Where messages are written when there is no host.</summary>
    public string PickupFolder { get; init; } = "";

    /// <summary>For each room's mailbox the account that may send from it.</summary>
    public Dictionary<string, MailAccount> Accounts { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads and checks the settings; throws <see cref="SettingException"/> with the key and the cure.</summary>
    public static MailOptions From(IConfiguration configuration, string dataFolder)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var mail = configuration.GetSection("Mail");
        var accounts = mail.GetSection("Accounts").GetChildren().ToDictionary(section => section.Key, MailAccount.From, StringComparer.OrdinalIgnoreCase);
        if (Text(mail, "Host") is not { } host)
        {
            return accounts.Count == 0
                ? new MailOptions { PickupFolder = Path.GetFullPath(Text(mail, "PickupFolder") ?? Path.Combine("outgoing", "mail"), dataFolder) }
                : throw new SettingException("Mail:Host", "is missing although Mail:Accounts is set.", "Name the mail server, or remove the accounts to write messages to a folder.");
        }

        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw new SettingException("Mail:Host", "is not a host name.", "Write the name in the mail server's certificate, such as smtp.example.org.");
        }

        if (accounts.Count == 0)
        {
            throw new SettingException("Mail:Accounts", "is empty although Mail:Host is set.", "Add Mail:Accounts:<mailbox address>:UserName and :PasswordFile for each room's mailbox.");
        }

        var implicitTls = ReadSecurity(mail);
        return new MailOptions
        {
            Host = host,
            ImplicitTls = implicitTls,
            Port = ReadNumber(mail, "Port", implicitTls ? 465 : 587, 65535, "Usually 587 for StartTls and 465 for Tls."),
            Timeout = TimeSpan.FromSeconds(ReadNumber(mail, "TimeoutSeconds", 30, LongestTimeout, "Thirty seconds suit most servers.")),
            TrustedCertificateFile = ReadAuthority(mail),
            Accounts = accounts,
        };
    }

    internal static string? Text(IConfiguration section, string key) => section[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static bool ReadSecurity(IConfiguration mail) => (Text(mail, "Security") ?? "StartTls").ToUpperInvariant() switch
    {
        "STARTTLS" => false,
        "TLS" => true,
        _ => throw new SettingException("Mail:Security", "is not known.", "Use StartTls or Tls: messages are never sent without encryption."),
    };

    private static int ReadNumber(IConfiguration mail, string key, int usual, int most, string cure)
    {
        if (Text(mail, key) is not { } text)
        {
            return usual;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw new SettingException("Mail:" + key, $"is not a whole number between 1 and {most}.", cure);
    }

    private static string? ReadAuthority(IConfiguration mail)
    {
        var file = Text(mail, "TrustedCertificateFile");
        return file is null || Smtp.OwnAuthority.CanRead(file)
            ? file
            : throw new SettingException("Mail:TrustedCertificateFile", "cannot be read as PEM certificates.", "Give the path of the authority's .pem file, or remove the key to trust the operating system's list.");
    }
}

/// <summary>User name and password (or a file that holds it) of one mailbox.</summary>
public sealed class MailAccount
{
    public required string UserName { get; init; }

    public string? Password { get; init; }

    /// <summary>A file whose first line is the password; read at each sending, so that a new password needs no restart.</summary>
    public string? PasswordFile { get; init; }

    internal string ReadPassword() => PasswordFile is { } file ? File.ReadLines(file).FirstOrDefault("") : Password ?? "";

    internal static MailAccount From(IConfigurationSection section)
    {
        var key = "Mail:Accounts:" + section.Key;
        if (!MailMessages.TryAddress(section.Key, "", out _))
        {
            throw new SettingException(key, "is not named by a mail address.", "The key is the room's mailbox, such as Mail:Accounts:room-a@example.org.");
        }

        var password = section["Password"] is { Length: > 0 } words ? words : null;
        var file = MailOptions.Text(section, "PasswordFile");
        if ((password is null) == (file is null))
        {
            throw new SettingException(key, "needs either Password or PasswordFile, and not both.", "PasswordFile keeps the password out of the settings.");
        }

        return new MailAccount
        {
            UserName = MailOptions.Text(section, "UserName") ?? throw new SettingException(key + ":UserName", "is missing.", "Give the name that signs in to this mailbox."),
            Password = password,
            PasswordFile = file is null || File.Exists(file)
                ? file
                : throw new SettingException(key + ":PasswordFile", "does not exist.", "Make the file, readable for this program only, with the password as its first line."),
        };
    }
}
