using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security.Keys;
using VictimSupport.Core.Security.Keys.Migrations;

namespace VictimSupport.Core.Security;

/// <summary>What must be in order before the program serves anybody: key database, key file, audit key.</summary>
public static class SecurityStart
{
    /// <summary>
    /// Migrates the key database, loads the key or makes it at first run, and begins the audit; to be called once at start, before anything is sealed or audited.
    /// Tells an administrator on <paramref name="output"/> what to copy on paper and move away (no secret is written there). Throws <see cref="SettingException"/> with the cure.
    /// </summary>
    public static async Task PrepareSecurityAsync(this IServiceProvider services, TextWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(output);
        var places = services.GetRequiredService<KeyPlaces>();
        await KeyMigrations.ApplyAsync(services.GetRequiredService<IConfiguration>(), places, cancellationToken);
        var isNew = !File.Exists(places.KeyFile);
        await using (var db = await services.GetRequiredService<IDbContextFactory<KeyDb>>().CreateDbContextAsync(cancellationToken))
        {
            if (isNew && await db.AuditEpochs.AnyAsync(cancellationToken))
            {
                throw new SettingException("Keys:File", $"There is no key file '{places.KeyFile}', but the key database holds keys that only it opens.", "Put the key file back (from the sealed paper copy) or set Keys:File to where it is. A new key would open nothing.");
            }
        }

        // Both are made on first use; from here on they are known to be good.
        _ = services.GetRequiredService<KeyRing>();
        CheckKey(services, places);
        await services.GetRequiredService<Leases>().EnsureTurnAsync(AccountDirectory.Turn, cancellationToken);
        services.GetRequiredService<AuditAnchors>().DemandWritable();
        if (isNew)
        {
            await output.WriteLineAsync(FirstRunWords(places).AsMemory(), cancellationToken);
        }
    }

    private static void CheckKey(IServiceProvider services, KeyPlaces places)
    {
        try
        {
            _ = services.GetRequiredService<AuditKeys>().Current();
        }
        catch (CryptographicException exception)
        {
            throw new SettingException("Keys:File", $"'{places.KeyFile}' is not the key of this key database ({exception.Message}).", "Set Keys:File to the right key file, or ConnectionStrings:Keys to the right key database.");
        }
    }

    private static string FirstRunWords(KeyPlaces places) => $"""

        A new key was made: {places.KeyFile}
          Without it nothing sealed can ever be read again. Copy its two lines by hand or print them on a printer
          without memory, check them against the file (each line ends in a check of its own), put the paper in a
          sealed envelope in a safe, and never keep the file together with the data or its backups.
        The audit's verification key was made: {places.VerificationFile}
          Move it off this machine now (a memory stick in the same envelope). `audit verify` asks for it.
          Who holds it could forge the audit, so it must not stay here.

        """;
}
