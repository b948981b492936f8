using System.Globalization;
using System.Resources;
using NodaTime;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Outbox;
using VictimSupport.Core.RoomLinks;

namespace VictimSupport.Tests.RoomLinks;

public sealed class RoomLinkEmailTests
{
    private static readonly string[] Languages = ["en", "pl", "mt"];

    private static readonly OutboxKind[] Kinds = [OutboxKind.Confirmation, OutboxKind.FirstReminder, OutboxKind.LastReminder, OutboxKind.Change, OutboxKind.Cancellation];

    // Words that would tell a stranger what the appointment is about, in the three languages.
    private static readonly string[] Telling =
    [
        "victim", "violen", "abus", "therap", "counsel", "support", "crime", "perpetrator", "trauma", "police", "safe", "shelter", "client", "case",
        "ofiar", "przemoc", "terap", "porad", "wsparci", "sprawc", "przestęp", "policj", "klient", "bezpiecz", "psych",
        "vittm", "vjolenz", "abbuż", "terapij", "appoġġ", "reat", "aggressur", "pulizija", "klijent", " każ ", "sigur",
    ];

    [Theory]
    [MemberData(nameof(EveryClientMessage))]
    public void A_clients_message_tells_nothing_of_what_the_appointment_is_about(string language, OutboxKind kind, bool firstTime)
    {
        var email = RoomLinkEmail.Compose(Content(language, kind) with { FirstTime = firstTime });
        foreach (var part in (string[])[email.Subject, email.Text, email.Html])
        {
            Assert.DoesNotContain(Telling, word => part.Contains(word, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain("VS-26-0142", part, StringComparison.Ordinal);
            Assert.DoesNotContain("Room B", part, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(EveryClientMessage))]
    public void A_clients_message_gives_the_time_in_its_language_and_asks_to_be_deleted(string language, OutboxKind kind, bool firstTime)
    {
        var email = RoomLinkEmail.Compose(Content(language, kind) with { FirstTime = firstTime });
        var day = language switch { "pl" => "wt. 24 lis", "mt" => "Tli 24 Nov", _ => "Tue 24 Nov" };
        var delete = language switch { "pl" => "usuń tę wiadomość", "mt" => "ħassar dan il-messaġġ", _ => "delete this message" };
        var password = language switch { "pl" => "hasło do skrzynki", "mt" => "password tal-kaxxa", _ => "password of your mailbox" };
        foreach (var part in (string[])[email.Text, System.Net.WebUtility.HtmlDecode(email.Html)])
        {
            Assert.Contains(day, part, StringComparison.Ordinal);
            Assert.Contains("14:15–15:05", part, StringComparison.Ordinal);
            Assert.Contains(delete, part, StringComparison.Ordinal);
            Assert.Contains(password, part, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(EveryClientMessage))]
    public void How_to_join_is_in_every_message_but_a_cancellation(string language, OutboxKind kind, bool firstTime)
    {
        var email = RoomLinkEmail.Compose(Content(language, kind) with { FirstTime = firstTime });
        var joins = kind != OutboxKind.Cancellation;
        foreach (var part in (string[])[email.Text, email.Html])
        {
            Assert.Equal(joins, part.Contains("https://doxy.me/roomb", StringComparison.Ordinal));
            Assert.Equal(joins, part.Contains("4711", StringComparison.Ordinal));
            Assert.Equal(joins, part.Contains("21228333", StringComparison.Ordinal));
            Assert.Equal(joins, part.Contains("Press the green button", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_first_time_adds_instructions_and_an_hour_before_is_too_late_for_them()
    {
        var content = Content("en", OutboxKind.Confirmation);
        Assert.DoesNotContain("first time", RoomLinkEmail.Compose(content).Text, StringComparison.Ordinal);
        Assert.Contains("first time", RoomLinkEmail.Compose(content with { FirstTime = true }).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("first time", RoomLinkEmail.Compose(content with { FirstTime = true, Kind = OutboxKind.LastReminder }).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_number_that_may_be_written_the_client_is_asked_to_wait()
    {
        var email = RoomLinkEmail.Compose(Content("en", OutboxKind.Confirmation) with { FallbackTelephone = null });
        Assert.Contains("get in touch in the way we agreed", email.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SupportMode.InPerson, "in person, at the place we agreed")]
    [InlineData(SupportMode.Telephone, "ring you, at the number we agreed")]
    public void A_session_that_is_not_online_names_neither_link_nor_place(SupportMode mode, string words)
    {
        var text = RoomLinkEmail.Compose(Content("en", OutboxKind.Change) with { Mode = mode }).Text;
        Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.DoesNotContain("doxy", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_subject_is_the_one_chosen_with_the_client_or_a_plain_one()
    {
        var content = Content("en", OutboxKind.Confirmation);
        Assert.Equal("Your appointment", RoomLinkEmail.Compose(content).Subject);
        Assert.Equal("Garden club", RoomLinkEmail.Compose(content with { Subject = "Garden club" }).Subject);
        Assert.Equal("Garden club – cancelled", RoomLinkEmail.Compose(content with { Subject = "Garden club", Kind = OutboxKind.Cancellation }).Subject);
        Assert.Equal("Twoje spotkanie – zmiana", RoomLinkEmail.Compose(content with { Language = "pl", Kind = OutboxKind.Change }).Subject);
    }

    [Fact]
    public void The_practitioners_copy_has_the_reference_in_its_body_only_and_the_subject_names_no_one()
    {
        foreach (var language in Languages)
        {
            foreach (var kind in Kinds)
            {
                var email = RoomLinkEmail.Compose(Content(language, kind) with { Recipient = RoomLinkRecipient.Practitioner, Subject = "Garden club" });
                Assert.Contains("VS-26-0142", email.Text, StringComparison.Ordinal);
                Assert.Contains("VS-26-0142", email.Html, StringComparison.Ordinal);
                Assert.DoesNotContain("VS-26", email.Subject, StringComparison.Ordinal);
                Assert.DoesNotContain("Garden", email.Subject + email.Text, StringComparison.Ordinal);
                Assert.Equal(kind != OutboxKind.Cancellation, email.Text.Contains("https://doxy.me/roomb", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Nothing_a_person_wrote_becomes_markup_or_a_line_of_its_own()
    {
        var email = RoomLinkEmail.Compose(Content("en", OutboxKind.Confirmation) with
        {
            Subject = "Hello\r\nBcc: other@example.org\u2028\u202Eevil",
            Passcode = "<b>1</b>\r\nX: y",
            RoomAddress = "javascript:alert(1)",
            ProviderInstructions = "<script>x</script>\nTwo",
        });
        Assert.Equal("Hello Bcc: other@example.org evil", email.Subject);
        Assert.DoesNotContain("<script", email.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", email.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"javascript", email.Html, StringComparison.Ordinal);
        Assert.Contains("<b>1</b> X: y", email.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_HTML_asks_for_nothing_from_elsewhere()
    {
        var html = RoomLinkEmail.Compose(Content("pl", OutboxKind.Confirmation) with { FirstTime = true }).Html;
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", html, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"pl\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_that_begins_in_winter_time_keeps_its_local_time()
    {
        var zone = DateTimeZoneProviders.Tzdb["Europe/Malta"];
        var start = new LocalDateTime(2026, 10, 25, 2, 30).InZoneLeniently(zone);
        var email = RoomLinkEmail.Compose(Content("en", OutboxKind.Confirmation) with { Start = start, Length = Duration.FromMinutes(50) });
        Assert.Contains("Sun 25 Oct, 02:30–02:20", email.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Message_ID_is_the_same_for_every_attempt_and_different_for_everything_else()
    {
        var booking = Guid.Parse("019ab000-1111-7222-8333-444455556666");
        var id = RoomLinkMessageId.For(booking, 3, OutboxKind.Confirmation, RoomLinkRecipient.Client, "room-b@vs.test");
        Assert.Equal(id, RoomLinkMessageId.For(booking, 3, OutboxKind.Confirmation, RoomLinkRecipient.Client, "room-b@vs.test"));
        Assert.Matches("^[0-9a-f]{40}@vs\\.test$", id);
        string[] all =
        [
            id,
            RoomLinkMessageId.For(booking, 4, OutboxKind.Confirmation, RoomLinkRecipient.Client, "room-b@vs.test"),
            RoomLinkMessageId.For(booking, 3, OutboxKind.Change, RoomLinkRecipient.Client, "room-b@vs.test"),
            RoomLinkMessageId.For(booking, 3, OutboxKind.Confirmation, RoomLinkRecipient.Practitioner, "room-b@vs.test"),
            RoomLinkMessageId.For(Guid.NewGuid(), 3, OutboxKind.Confirmation, RoomLinkRecipient.Client, "room-b@vs.test"),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void Every_text_stands_in_all_three_languages_with_the_same_places_to_fill()
    {
        var texts = new ResourceManager("VictimSupport.Core.RoomLinks.RoomLinkTexts", typeof(RoomLinkEmail).Assembly);
        var english = texts.GetResourceSet(CultureInfo.InvariantCulture, true, false)!.Cast<System.Collections.DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);
        Assert.NotEmpty(english);
        foreach (var language in (string[])["pl", "mt"])
        {
            var other = texts.GetResourceSet(CultureInfo.GetCultureInfo(language), true, false)!.Cast<System.Collections.DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);
            Assert.Equal(english.Keys.Order(), other.Keys.Order());
            Assert.All(english, entry => Assert.Equal(Places(entry.Value), Places(other[entry.Key])));
        }

        static string Places(string text) => string.Concat(new[] { "{0}", "{1}" }.Where(p => text.Contains(p, StringComparison.Ordinal)));
    }

    public static TheoryData<string, OutboxKind, bool> EveryClientMessage()
    {
        var data = new TheoryData<string, OutboxKind, bool>();
        foreach (var language in Languages)
        {
            foreach (var kind in Kinds)
            {
                data.Add(language, kind, false);
                data.Add(language, kind, true);
            }
        }

        return data;
    }

    private static RoomLinkContent Content(string language, OutboxKind kind) => new()
    {
        Kind = kind,
        Recipient = RoomLinkRecipient.Client,
        Start = new LocalDateTime(2026, 11, 24, 14, 15).InZoneStrictly(DateTimeZoneProviders.Tzdb["Europe/Malta"]),
        Length = Duration.FromMinutes(50),
        RoomAddress = "https://doxy.me/roomb",
        Passcode = "4711",
        ProviderInstructions = "Press the green button.",
        Language = language,
        FallbackTelephone = "21228333",
        CaseReference = "VS-26-0142",
        RoomName = "Room B",
    };
}
