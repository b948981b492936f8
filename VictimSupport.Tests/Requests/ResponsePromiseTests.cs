using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Requests;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Requests;

public sealed class ResponsePromiseTests
{
    [Theory]
    // Tuesday 24 November; open Monday to Saturday, 9 to 20.
    [InlineData(24, 10, 24, 25, 10)]
    [InlineData(24, 3, 24, 25, 10)] // would end at 3 in the night
    [InlineData(24, 22, 24, 26, 10)]
    [InlineData(28, 10, 24, 30, 10)] // Saturday: Sunday is closed
    [InlineData(24, 10, 1, 24, 11)]
    [InlineData(24, 19, 1, 24, 20)]
    public async Task Hours_are_the_clocks_and_never_end_while_nobody_is_there(int day, int hour, int hours, int expectedDay, int expectedHour)
    {
        await using var product = await Product.StartAsync();
        await using var db = product.Open();
        await db.OrganisationSettings.ExecuteUpdateAsync(set => set.SetProperty(row => row.ResponseHours, hours), TestContext.Current.CancellationToken);
        var organisation = await product.Get<OrganisationMemory>().ReadAsync(db, TestContext.Current.CancellationToken);
        Assert.Equal(Product.At(2026, 11, expectedDay, expectedHour), ResponsePromise.AnswerBy(Product.At(2026, 11, day, hour), organisation));
    }

    [Fact]
    public async Task A_closed_day_is_passed_over_and_an_hour_that_comes_twice_is_counted()
    {
        await using var product = await Product.StartAsync();
        await using var db = product.Open();
        db.ClosedDays.Add(new ClosedDay { Date = new LocalDate(2026, 11, 25), Name = "A holiday" });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var organisation = await product.Get<OrganisationMemory>().ReadAsync(db, TestContext.Current.CancellationToken);
        Assert.Equal(Product.At(2026, 11, 26, 10), ResponsePromise.AnswerBy(Product.At(2026, 11, 24, 12), organisation));
        // The clocks go back in the night to Sunday 25 October.
        Assert.Equal(Product.At(2026, 10, 26, 10), ResponsePromise.AnswerBy(Product.At(2026, 10, 24, 12), organisation));
    }
}
