using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using VictimSupport.Blazor.Components.Staff.Cases;
using VictimSupport.Blazor.Components.Staff.Intake;
using VictimSupport.Blazor.Components.Staff.Requests;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Intake;
using VictimSupport.Core.Requests;

namespace VictimSupport.Tests.Naughty;

/// <summary>Whatever was typed is shown as text: the page has the same elements and attributes as with plain words, and holds the string where those stood.</summary>
public sealed class ShownSafelyTests : BunitContext
{
    private const string Plain = "Canary-Plain";

    public ShownSafelyTests()
    {
        Services.AddLocalization();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void The_fields_of_a_request() => Each(6, text => Render<RequestFields>(set => set.Add(fields => fields.Model, new RequestModel
    {
        Source = RequestSource.Agency, Said = text, Name = text, Telephone = text, Email = text, HowToAnswer = text, AgencyContact = text,
    })));

    [Fact]
    public void A_request() => Each(6, text => Render<RequestFacts>(set => set
        .Add(facts => facts.Row, new RequestRow(Guid.Empty, "RQ-26-0001", RequestSource.Telephone, "en", RequestAge.Adult, true, true, true, default, default, RequestState.Waiting, null, null, null, CallBack.NotWanted, 0, 1))
        .Add(facts => facts.Opened, new OpenedRequest(text, text, text, text, text, text, null))
        .Add(facts => facts.Zone, DateTimeZone.Utc)));

    [Fact]
    public void The_fields_of_a_safe_contact() => Each(8, text => Render<SafeContactFields>(set => set.Add(fields => fields.Model, new SafeContactModel
    {
        Email = text, EmailSeenBy = text, Telephone = text, TelephoneSeenBy = text, HoursWords = text, Words = text, SenderName = text, MailSubject = text,
    })));

    [Fact]
    public void The_fields_of_the_code_words() => Each(2, text => Render<CodeWordFields>(set => set.Add(fields => fields.Model, new SafeContactModel { CodeWord = text, DuressWord = text })));

    [Fact]
    public void A_safe_contact() => Each(8, text => Render<ContactFacts>(set => set.Add(facts => facts.Contact, new OpenedContact(text, true, text, true, text, text, text, 1)
    {
        EmailSeenBy = text, TelephoneSeenBy = text, HoursWords = text,
    })));

    [Fact]
    public void Words_of_a_contact_once_opened() => Each(1, text =>
    {
        var words = Render<SealedWords>(set => set.Add(sealed_ => sealed_.Open, () => Task.FromResult<string?>(text)).Add(sealed_ => sealed_.About, "a contact"));
        words.Find("button").Click();
        return words;
    });

    [Fact]
    public void The_fields_of_somebody_beside_the_client() => Each(4, text => Render<PersonFields>(set => set.Add(fields => fields.Model, new PersonModel
    {
        Name = text, Telephone = text, Email = text, Relationship = text,
    })));

    [Fact]
    public void The_fields_of_a_perpetrator() => Each(8, text => Render<PerpetratorFields>(set => set.Add(fields => fields.Model, new PerpetratorModel
    {
        Name = text, IdentityNumber = text, Address = text, Telephone = text, Email = text, ResidenceStatus = text, Relationship = text, Notes = text,
    })));

    [Theory]
    [InlineData("emergency", "where")]
    [InlineData("emergency", "call-name")]
    [InlineData("emergency", "call-telephone")]
    [InlineData("support", "next")]
    public void A_question_of_an_intake(string topic, string question) => Each(1, text => Render<TopicQuestion>(set => set
        .Add(asked => asked.Question, IntakeForm.Default.Find(topic)!.Asked.Single(each => each.Key == question))
        .Add(asked => asked.Answer, new IntakeAnswer(AnswerState.Answered, text))));

    private static void Each<T>(int times, Func<string, IRenderedComponent<T>> render)
        where T : IComponent
    {
        var plain = Read(render(Plain), Plain);
        Assert.Equal(times, plain.Times);
        // Half a character never gets this far, and an empty text leaves out what stands around it.
        foreach (var text in NaughtyStrings.All.Where(text => !string.IsNullOrWhiteSpace(text) && Core.Outcomes.Words.IsWhole(text)))
        {
            var (shape, found) = Read(render(text), text);
            Assert.Equal((NaughtyStrings.Told(text), plain.Shape), (NaughtyStrings.Told(text), shape));
            // A short one stands in the page's own words as well.
            Assert.True(found >= times, $"{NaughtyStrings.Told(text)} stands there {found} times");
        }
    }

    /// <summary>The tags with the names of their attributes, and how often the text stands there as a whole value or as part of an element's own words.</summary>
    private static (string Shape, int Times) Read<T>(IRenderedComponent<T> page, string text)
        where T : IComponent
    {
        var parsed = Parsed(text);
        var elements = page.Nodes.QuerySelectorAll("*").ToList();
        var shape = string.Join(' ', elements.Select(element => $"{element.LocalName}({string.Join(',', element.Attributes.Select(attribute => attribute.Name))})"));
        var times = elements.Count(element => element.GetAttribute("value") is { } value && Parsed(value) == parsed)
            + elements.SelectMany(element => element.ChildNodes).OfType<IText>().Count(words => Parsed(words.Data).Contains(parsed, StringComparison.Ordinal));
        return (shape, times);
    }

    // Every parser of HTML makes ends of lines alike and takes a zero away or puts a mark for it.
    private static string Parsed(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\0", "", StringComparison.Ordinal).Replace("\ufffd", "", StringComparison.Ordinal).Trim();
}
