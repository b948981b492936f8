using NodaTime;
using NodaTime.Text;
using VictimSupport.Core.Data;

namespace VictimSupport.Core.Security.Keys;

/// <summary>The seed of the audit's keys, by which its rows are verified; written once and meant to be moved off the machine.</summary>
internal static class AuditVerificationFile
{
    private const string Header = "# Verification key of VictimSupport's audit. Move this file off this machine now; who has it could forge the audit.";

    public static void Write(string path, byte[] seed, LocalDate firstDay)
    {
        if (File.Exists(path))
        {
            // Left by a first run that did not finish: no committed row was made with it. Kept, in case it belongs to another database.
            File.Move(path, $"{path}.replaced-{Guid.NewGuid():N}");
        }

        SecretFile.CreateOnce(path, string.Join('\n', Header, KeyFile.Line("seed", seed), $"first-day {LocalDatePattern.Iso.Format(firstDay)}", ""), "Audit:VerificationKeyFile");
    }

    public static (byte[] Seed, LocalDate FirstDay) Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new SettingException("Audit:VerificationKeyFile", $"There is no verification key '{path}'.", "Bring it back from where it is kept for the time of the check, or name its path.");
        }

        var lines = File.ReadAllLines(path).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var seed = lines.FirstOrDefault(line => line is ["seed", ..]);
        var day = lines.FirstOrDefault(line => line is ["first-day", _]);
        return seed is not null && day is not null && LocalDatePattern.Iso.Parse(day[1]) is { Success: true } date
            ? (KeyFile.Bytes(path, seed[1..], "seed"), date.Value)
            : throw new SettingException("Audit:VerificationKeyFile", $"'{path}' is not a verification key.", "Name the file audit-verification.key that was made at the first run.");
    }
}
