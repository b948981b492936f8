using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Security;

/// <summary>Hashes and checks passwords (PBKDF2-SHA512, 220,000 rounds); only so many at once, because each costs a third of a second of a processor.</summary>
public sealed class Passwords : IDisposable
{
    /// <summary>The fewest characters of a password; there are no rules of composition.</summary>
    public const int Shortest = 15;
    private const int Longest = 200;
    private const int Rounds = 220_000;

    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly PasswordHasher<Account> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));
    private readonly Lazy<string> _nobody;

    public Passwords() => _nobody = new Lazy<string>(() => _hasher.HashPassword(null!, Guid.NewGuid().ToString()));

    internal IPasswordHasher<Account> Hasher => _hasher;

    /// <summary>Refuses a password that is too short, too long, or easy to guess (<see cref="CommonPasswords"/>).</summary>
    public static Refusal? Check(string? password, string email, string field)
    {
        ArgumentNullException.ThrowIfNull(email);
        if (password is null || password.Length < Shortest)
        {
            return new Refusal(RefusalCode.PasswordTooShort, field, Shortest);
        }

        if (password.Length > Longest)
        {
            return new Refusal(RefusalCode.TooLong, field, Longest);
        }

        return CommonPasswords.IsEasy(password, email) ? new Refusal(RefusalCode.PasswordTooEasy, field) : null;
    }

    public string Hash(Account account, string password) => _hasher.HashPassword(account, password);

    /// <summary>Whether a password is the account's; takes the same time when there is no such account.</summary>
    public async Task<bool> IsRightAsync(Account? account, string password, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            var result = _hasher.VerifyHashedPassword(account!, account?.PasswordHash ?? _nobody.Value, password);
            return account?.PasswordHash is not null && result != PasswordVerificationResult.Failed;
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();
}
