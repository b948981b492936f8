using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.FakeGoogle;
using VictimSupport.Tests.Fixtures;
using VictimSupport.Tests.RoomCalendars;
using VictimSupport.Tests.Worker;

namespace VictimSupport.Tests.Faults;

/// <summary>Guarantee 9: after half an hour of an outage of any kind everything is delivered within 15 minutes of its end; booking works all the time and nothing goes in clear.</summary>
public sealed class ConvergenceTests(ITestOutputHelper output)
{
    private const int OutageMinutes = 30;
    private const int MostMinutes = 15;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("421-connect")]
    [InlineData("454-auth")]
    [InlineData("535-auth")]
    [InlineData("421-mail")]
    [InlineData("hang-mail")]
    [InlineData("451-rcpt")]
    [InlineData("451-data")]
    [InlineData("hang-data")]
    [InlineData("cut-after-data")]
    [InlineData("no-starttls")]
    public async Task Mails_are_delivered_soon_after_a_mail_servers_outage(string mode)
    {
        var clock = new SetClock(Product.At(2026, 11, 24, 9).ToUnixTimeMilliseconds());
        await using var smtp = new SmtpServer();
        await smtp.InitializeAsync();
        await smtp.BehaveAsync(mode, Token);
        await using var product = await Product.StartAsync(FaultSettings.Mail(smtp, timeoutSeconds: mode.StartsWith("hang", StringComparison.Ordinal) ? 1 : 10), more: services => services.AddSingleton<TimeProvider>(clock));
        var seeded = await product.SeedAsync();
        var booked = await product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(seeded.Cases[0].Id, seeded.Slot(Product.At(2026, 11, 27, 10))), Token);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
        for (var minute = 0; minute < OutageMinutes; minute += 10)
        {
            await DispatchAsync(product);
            Assert.Equal(2, await WaitingAsync(product));
            Pass(clock, 10);
        }

        await DispatchAsync(product);
        await smtp.BehaveAsync("ok", Token);
        var minutes = 0;
        await DispatchAsync(product);
        while (await WaitingAsync(product) > 0 && minutes <= MostMinutes)
        {
            minutes++;
            Pass(clock, 1);
            await DispatchAsync(product);
        }

        var copies = smtp.Received.Count;
        var different = smtp.Received.Select(mail => mail.Message.MessageId).Distinct().Count();
        output.WriteLine($"{mode}: delivered {minutes} min after the outage, {different} messages in {copies} copies");
        Assert.InRange(minutes, 0, MostMinutes);
        Assert.Equal(2, different);
        Assert.True(copies == 2 || mode == "cut-after-data", $"{copies} copies");
        Assert.DoesNotContain(smtp.Events, happened => happened.Event is "auth" or "mail" && !happened.Secure);
    }

    public static TheoryData<string> GoogleFaults => ["401", "403", "403-rate", "404", "429", "429-hour", "500", "503", "Hang", "CutBefore", "Garbage"];

    [Theory]
    [MemberData(nameof(GoogleFaults))]
    public async Task Events_stand_soon_after_Googles_outage(string fault)
    {
        await using var bench = await CalendarBench.StartAsync(impatient: true);
        bench.Google.Inject(Outage(fault));
        await bench.BookAsync();
        for (var minute = 0; minute < OutageMinutes; minute += 10)
        {
            await bench.DispatchAsync();
            Assert.Equal(OutboxState.Waiting, Assert.Single(await bench.MessagesAsync()).State);
            bench.Product.Time.Advance(TimeSpan.FromMinutes(10));
        }

        await bench.DispatchAsync();
        bench.Google.ClearFaults();
        var minutes = await bench.ConvergeAsync();

        output.WriteLine($"{fault}: delivered {minutes} min after the outage");
        bench.AssertOnce(CalendarBench.Ten);
    }

    private static Fault Outage(string name) => name switch
    {
        "401" => Fault.Answer(GoogleErrorException.InvalidCredentials(), 1000),
        "403" => Fault.Answer(GoogleErrorException.Forbidden(), 1000),
        "403-rate" => Fault.Answer(GoogleErrorException.RateLimit(403), 1000),
        "404" => Fault.Answer(GoogleErrorException.NotFound(), 1000),
        "429" => Fault.Answer(GoogleErrorException.RateLimit(429), 1000, retryAfterSeconds: 100),
        "429-hour" => Fault.Answer(GoogleErrorException.RateLimit(429), 1000, retryAfterSeconds: 3600),
        "500" or "503" => Fault.Answer(GoogleErrorException.Backend(name == "500" ? 500 : 503), 1000),
        _ => Fault.Of(Enum.Parse<FaultKind>(name), 1000),
    };

    private static void Pass(SetClock clock, int minutes) => clock.Set(clock.GetUtcNow().AddMinutes(minutes).ToUnixTimeMilliseconds());

    private static async Task DispatchAsync(Product product)
    {
        while (await product.Get<OutboxDispatcher>().DispatchDueAsync(Token) > 0)
        {
            // The next message of a booking comes after the one before.
        }
    }

    private static async Task<int> WaitingAsync(Product product)
    {
        await using var db = product.Open();
        return await db.OutboxMessages.CountAsync(message => message.State == OutboxState.Waiting && message.Channel != OutboxChannel.RoomCalendar, Token);
    }
}
