namespace VictimSupport.Core.Security;

/// <summary>Long passwords that everybody tries first: well-known phrases, rows of the keyboard, the product's and the account's own words, breached passwords and what is made of a few of them.</summary>
internal static class CommonPasswords
{
    private const int FewestOwnCharacters = 6;

    /// <summary>As a power of ten, by somebody who tries breached passwords and what is made of them, the most used first.</summary>
    private const double FewestGuesses = 10;

    private static readonly HashSet<string> Phrases = new(StringComparer.Ordinal)
    {
        "correcthorsebatterystaple", "thequickbrownfoxjumpsoverthelazydog", "thequickbrownfox", "tobeornottobe", "maytheforcebewithyou", "iloveyouforever",
        "onceuponatime", "loremipsumdolor", "loremipsumdolorsitamet", "mypasswordissecret", "nevergonnagiveyouup", "twinkletwinklelittlestar",
        "unbelievable123", "jobandtworzahaslo", "trudnehaslodozgadniecia", "litwoojczyznomoja", "everythingisawesome",
    };

    // Longest first, so that a whole row goes before a part of it.
    private static readonly string[] Words =
    [
        "abcdefghijklmnopqrstuvwxyz", "administrator", "qwertyuiop", "1234567890", "0123456789", "0987654321", "asdfghjkl", "iloveyou", "password", "passwort", "therapist",
        "welcome", "letmein", "support", "changeme", "zxcvbnm", "victim", "secret", "qwerty", "123456", "malta", "admin", "login", "haslo", "hasło", "abc123", "please", "this", "my", "is", "vsm",
    ];

    /// <summary>Whether a password is a known phrase, or little is left of it without common words and the name that signs in.</summary>
    public static bool IsEasy(string password, string email)
    {
        var plain = Plain(password);
        if (Phrases.Contains(plain) || Phrases.Contains(plain.TrimEnd([.. "0123456789"])))
        {
            return true;
        }

        var own = Plain(email.Split('@')[0]);
        foreach (var word in (IEnumerable<string>)[.. own.Length >= 3 ? [Plain(email), own] : Array.Empty<string>(), .. Words])
        {
            plain = plain.Replace(word, "", StringComparison.Ordinal);
        }

        return plain.Distinct().Count() < FewestOwnCharacters || BreachedPasswords.Guesses(Plain(password), [own, .. Words]) < FewestGuesses;
    }

    private static string Plain(string text) => string.Concat(text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));
}
