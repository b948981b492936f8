using MimeKit;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Scheduling;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.RoomLinks;

/// <summary>Another video provider is a setting of the room: its own steps stand in the client's mail, in the client's language.</summary>
public sealed class RoomInstructionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_room_s_own_steps_stand_in_the_client_s_mail_and_survive_line_breaks_of_any_system()
    {
        await using var product = await Product.StartAsync();
        var seeded = await product.SeedAsync();
        var saved = await SaveAsync(product, seeded.Rooms[0], "Press the green door.\r\nWait for the bell.");
        Assert.True(saved.IsDone, saved.Refusal?.Words);

        var booked = await product.Get<Scheduler>().BookAsync(Product.Coordinator, new BookingForm(seeded.Cases[0].Id, seeded.Slot(Product.At(2026, 11, 25, 10))), Token);
        Assert.True(booked.IsDone, booked.Refusal?.Words);
        await product.Get<OutboxDispatcher>().DispatchDueAsync(Token);

        var mails = await Task.WhenAll(Directory.GetFiles(Path.Combine(product.Folder, "data", "outgoing", "mail"), "*.eml").Select(file => MimeMessage.LoadAsync(file, Token)));
        var client = Assert.Single(mails, mail => mail.TextBody!.Contains("green door", StringComparison.Ordinal));
        Assert.Matches(@"\d\. Press the green door\.\n\d\. Wait for the bell\.\n", client.TextBody!.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Too_long_steps_are_refused_beside_their_field_and_nothing_is_saved()
    {
        await using var product = await Product.StartAsync();
        var seeded = await product.SeedAsync();

        var saved = await SaveAsync(product, seeded.Rooms[0], new string('x', RoomDirectory.LongestInstructions + 1));

        Assert.Equal((RefusalCode.TooLong, nameof(RoomInstructions.English)), (saved.Refusal!.Code, saved.Refusal.Field));
        var room = (await product.Get<RoomDirectory>().ListAsync(Product.Coordinator, Token)).Single(row => row.Id == seeded.Rooms[0].Id);
        Assert.Null(room.InstructionsEnglish);
    }

    private static async Task<Outcome<Guid>> SaveAsync(Product product, Room room, string english) => await product.Get<RoomDirectory>().SaveAsync(
        Product.Coordinator,
        new RoomForm(room.Id, room.Version, room.Kind, room.Letter, room.Name, room.Colour, room.VideoAddress, room.Passcode, room.MailboxAddress, room.CalendarId, null, room.Order, true, new RoomInstructions(english, null, null)),
        Token);
}
