using Microsoft.Extensions.Configuration;
using VictimSupport.Core.Data;
using VictimSupport.Core.Security;
using VictimSupport.Core.Security.Keys;

namespace VictimSupport.Tests.Security.Keys;

public sealed class KeyRingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("victimsupport-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Keys:File", "data/victimsupport.key", "data")]
    [InlineData("Keys:File", "data/deep/er/victimsupport.key", "data")]
    [InlineData("Keys:File", "backups/victimsupport.key", "backup")]
    [InlineData("Audit:VerificationKeyFile", "data/audit.key", "data")]
    [InlineData("Audit:AnchorFile", "./data/../data/anchors.txt", "data")]
    public void A_key_under_the_data_or_the_backups_stops_the_program_with_the_cure(string setting, string path, string which)
    {
        var exception = Assert.Throws<SettingException>(() => Places((setting, path)));

        Assert.Equal(setting, exception.Setting);
        Assert.Contains($"under the {which} folder", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"set {setting} to it", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_leads_into_the_data_is_refused_too()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "elsewhere"), Path.Combine(_folder, "data"));

        Assert.Throws<SettingException>(() => Places(("Keys:File", "elsewhere/victimsupport.key")));
    }

    [Fact]
    public void A_first_run_makes_a_key_that_only_its_owner_reads_and_later_runs_load_it()
    {
        var places = Places();
        var wrapped = KeyRing.LoadOrCreate(places).Wrap([1, 2, 3], "Table", Guid.Empty);

        Assert.Equal([1, 2, 3], KeyRing.LoadOrCreate(places).Unwrap(wrapped, "Table", Guid.Empty));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(places.KeyFile));
        }
    }

    [Fact]
    public void A_key_copied_from_paper_with_one_wrong_digit_is_refused()
    {
        var places = Places();
        KeyRing.LoadOrCreate(places);
        var lines = File.ReadAllLines(places.KeyFile);
        var digit = lines[1].LastIndexOf(' ') - 1;
        lines[1] = string.Concat(lines[1].AsSpan(0, digit), lines[1][digit] == '0' ? "1" : "0", lines[1].AsSpan(digit + 1));
        File.Delete(places.KeyFile);
        File.WriteAllLines(places.KeyFile, lines);
        OwnersOnly(places.KeyFile);

        var exception = Assert.Throws<SettingException>(() => KeyRing.LoadOrCreate(places));

        Assert.Contains("one digit is wrong", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_others_on_the_machine_can_read_is_refused_with_the_cure()
    {
        var places = Places();
        KeyRing.LoadOrCreate(places);
        Mode(places.KeyFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.Contains("chmod 400", Assert.Throws<SettingException>(() => KeyRing.LoadOrCreate(places)).Message, StringComparison.Ordinal);
    }

    private static void OwnersOnly(string file) => Mode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    private static void Mode(string file, UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }
    }

    [Fact]
    public void A_new_key_version_wraps_and_the_old_one_still_unwraps()
    {
        var places = Places();
        var old = KeyRing.LoadOrCreate(places).Wrap([7], "Table", Guid.Empty);
        var content = File.ReadAllText(places.KeyFile) + KeyFile.Line("kek 2", new byte[32]) + "\n";
        File.Delete(places.KeyFile);
        File.WriteAllText(places.KeyFile, content);
        OwnersOnly(places.KeyFile);

        var ring = KeyRing.LoadOrCreate(places);

        Assert.Equal(2, ring.CurrentVersion);
        Assert.Equal([7], ring.Unwrap(old, "Table", Guid.Empty));
        Assert.Equal([8], ring.Unwrap(ring.Wrap([8], "Table", Guid.Empty), "Table", Guid.Empty));
    }

    [Fact]
    public async Task A_lost_or_foreign_key_file_stops_the_program_instead_of_making_a_new_one()
    {
        string keyFile;
        await using (var host = await SecurityHost.StartAsync(_folder))
        {
            keyFile = host.Get<KeyPlaces>().KeyFile;
            Assert.Contains(keyFile, host.Output.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(File.ReadAllLines(keyFile)[1][10..30], host.Output.ToString(), StringComparison.Ordinal);
            var key = File.ReadAllText(keyFile);

            File.Delete(keyFile);
            var lost = await Assert.ThrowsAsync<SettingException>(() => SecurityHost.StartAsync(_folder));
            Assert.Contains("holds keys that only it opens", lost.Message, StringComparison.Ordinal);
            Assert.False(File.Exists(keyFile));

            File.WriteAllText(keyFile, KeyFile.Write(1, new byte[32], new byte[32]));
            OwnersOnly(keyFile);
            var foreign = await Assert.ThrowsAsync<SettingException>(() => SecurityHost.StartAsync(_folder));
            Assert.Contains("is not the key of this key database", foreign.Message, StringComparison.Ordinal);

            File.WriteAllText(keyFile, key);
            OwnersOnly(keyFile);
            await using var again = await SecurityHost.StartAsync(_folder);
            Assert.Equal("", again.Output.ToString());
        }

        Directory.CreateDirectory(_folder);
    }

    [Fact]
    public void The_keys_need_a_database_of_their_own()
    {
        var configuration = Configuration(("ConnectionStrings:Data", "Data Source=x.db"), ("ConnectionStrings:Keys", "Data Source=x.db"));

        var exception = Assert.Throws<SettingException>(() => KeyDbConnection.Of(configuration, KeyPlaces.From(configuration)));

        Assert.Equal("ConnectionStrings:Keys", exception.Setting);
    }

    private KeyPlaces Places(params (string Key, string Value)[] settings) => KeyPlaces.From(Configuration(settings));

    private IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection([
            new("contentRoot", _folder),
            new("Backup:Directory", "backups"),
            .. settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)),
        ]).Build();
}
