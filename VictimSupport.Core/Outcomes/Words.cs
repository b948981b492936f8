using System.Net.Mail;

namespace VictimSupport.Core.Outcomes;

/// <summary>Checks of what people type, each giving the refusal that belongs beside the field.</summary>
public static class Words
{
    /// <summary>The text without space around it, null when nothing is left.</summary>
    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Refuses an empty text, one too long, and control characters.</summary>
    public static Refusal? CheckRequired(string? text, int longest, string field) =>
        string.IsNullOrWhiteSpace(text) ? new Refusal(RefusalCode.Required, field) : CheckOptional(text, longest, field);

    /// <summary>Refuses a text too long, and one with control characters, which could forge a header of a mail, or with half a character, which would not come back as it was typed.</summary>
    public static Refusal? CheckOptional(string? text, int longest, string field)
    {
        if (text is null)
        {
            return null;
        }

        if (text.Trim().Length > longest)
        {
            return new Refusal(RefusalCode.TooLong, field, longest);
        }

        return text.Any(char.IsControl) || !IsWhole(text) ? new Refusal(RefusalCode.ControlCharacter, field) : null;
    }

    /// <summary>Whether a text has no half of a character that is written in two.</summary>
    internal static bool IsWhole(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogate(text[index]) && !(index + 1 < text.Length && char.IsSurrogatePair(text[index], text[++index])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>As <see cref="CheckOptional"/> for a text of several lines, or as <see cref="CheckRequired"/> for one that has to be there.</summary>
    public static Refusal? CheckLines(string? text, int longest, string field, bool isRequired = false) => isRequired && string.IsNullOrWhiteSpace(text)
        ? new Refusal(RefusalCode.Required, field)
        : CheckOptional(text?.Replace("\r", "", StringComparison.Ordinal).Replace('\n', ' ').Replace('\t', ' '), longest, field);

    public static Refusal? CheckNumber(int value, int least, int most, string field) =>
        value < least || value > most ? new Refusal(RefusalCode.NotBetween, field, least, most) : null;

    /// <summary>Refuses what is not one plain mail address; null and blank pass.</summary>
    public static Refusal? CheckEmail(string? text, string field)
    {
        if (OrNull(text) is not { } address)
        {
            return null;
        }

        var isOne = address.Length <= 254 && !address.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character is ',' or ';' or '<' or '>' or '"')
            && MailAddress.TryCreate(address, out var parsed) && parsed.Address == address && parsed.Host.Contains('.', StringComparison.Ordinal);
        return isOne ? null : new Refusal(RefusalCode.NotAnEmail, field);
    }

    /// <summary>Refuses what is not a telephone number (Malta unless it begins with +); null and blank pass.</summary>
    public static Refusal? CheckTelephone(string? text, string field)
    {
        if (OrNull(text) is not { } number)
        {
            return null;
        }

        var numbers = PhoneNumbers.PhoneNumberUtil.GetInstance();
        try
        {
            return number.Length <= 40 && numbers.IsPossibleNumber(numbers.Parse(number, "MT")) ? null : new Refusal(RefusalCode.NotATelephone, field);
        }
        catch (PhoneNumbers.NumberParseException)
        {
            return new Refusal(RefusalCode.NotATelephone, field);
        }
    }

    /// <summary>Refuses what is not an https address; null and blank pass.</summary>
    public static Refusal? CheckWebAddress(string? text, string field) =>
        OrNull(text) is not { } address || (address.Length <= 300 && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0)
            ? null
            : new Refusal(RefusalCode.NotAnAddress, field);
}
