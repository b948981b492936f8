using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace VictimSupport.Tests.Security.Keys;

public sealed class DataProtectionTests
{
    [Fact]
    public async Task Another_server_reads_what_one_protected_and_the_key_database_alone_does_not()
    {
        await using var one = await SecurityHost.StartAsync();
        var text = one.Get<IDataProtectionProvider>().CreateProtector("test").Protect("cookie");
        await using var other = await SecurityHost.StartAsync(one.Folder, one.Time);
        Assert.Equal("cookie", other.Get<IDataProtectionProvider>().CreateProtector("test").Unprotect(text));

        await using var keys = one.OpenKeys();
        var stored = await keys.DataProtectionKeys.Select(key => key.Xml).ToListAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<value>", Assert.Single(stored), StringComparison.Ordinal);
    }
}
