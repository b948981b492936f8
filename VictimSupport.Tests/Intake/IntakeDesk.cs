using VictimSupport.Core.Cases;
using VictimSupport.Core.Intake;
using VictimSupport.Core.Outcomes;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Intake;

/// <summary>Somebody at an open page of an intake.</summary>
internal sealed class IntakeDesk(Product product, Actor actor, Guid caseId, int seenVersion = 0)
{
    private readonly Guid _pageId = Guid.NewGuid();
    private readonly Dictionary<string, int> _seenVersions = new(StringComparer.Ordinal);
    private long _count;

    /// <summary>A second Team Manager.</summary>
    public static Actor Colleague { get; } = new(new Guid("00000000-0000-4000-8000-0000000000a2"), "Berta", Role.TeamManager);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A case in intake.</summary>
    public static async Task<CaseRow> NewCaseAsync(Product product)
    {
        var made = await product.Get<CaseFiles>().CreateAsync(Product.TeamManager, new CaseForm("Canary-Client", "en", SupportMode.Online, null, new SafeContactForm()), Token);
        Assert.True(made.IsDone, made.Refusal?.Words);
        return made.Value;
    }

    public DraftForm Form(string topic, string question, string? value, AnswerState state = AnswerState.Answered) =>
        new(caseId, topic, question, new IntakeAnswer(state, value), _seenVersions.GetValueOrDefault(topic, seenVersion), _pageId, ++_count);

    public async Task TypeAsync(string topic, string question, string? value, AnswerState state = AnswerState.Answered)
    {
        var kept = await product.Get<IntakeDrafts>().KeepAsync(actor, Form(topic, question, value, state), Token);
        Assert.True(kept.IsDone, $"{topic} {question}: {kept.Refusal?.Code}");
    }

    public Task<Outcome<IntakeSaved>> TrySaveAsync(string topic) => product.Get<IntakeSaves>().SaveAsync(actor, caseId, topic, Token);

    public async Task<IntakeSaved> SaveAsync(string topic)
    {
        var saved = await TrySaveAsync(topic);
        Assert.True(saved.IsDone, $"{topic}: {saved.Refusal?.Code} {saved.Refusal?.Field}");
        if (saved.Value.Clashes.Count == 0)
        {
            // The page shows what was saved.
            _seenVersions[topic] = saved.Value.Version;
        }

        return saved.Value;
    }

    public async Task<OpenedTopic> OpenAsync(string topic) => (await product.Get<IntakeFiles>().OpenAsync(actor, caseId, topic, Token)).Value!;

    /// <summary>Settles every required question of every topic, except of those left out.</summary>
    public async Task FinishAsync(params string[] except)
    {
        foreach (var topic in IntakeForm.Default.Asked.Where(topic => topic.IsRequired && !except.Contains(topic.Key)))
        {
            foreach (var question in topic.Asked.Where(question => question.IsRequired))
            {
                await TypeAsync(topic.Key, question.Key, Any(question));
            }

            Assert.Equal(TopicState.Done, (await SaveAsync(topic.Key)).State);
        }
    }

    private static string Any(IntakeQuestion question) => question.Kind switch
    {
        QuestionKind.YesNo => "unknown",
        QuestionKind.OneOf or QuestionKind.SeveralOf => question.Options[0].Key,
        QuestionKind.Date => "2026-12-01",
        QuestionKind.Number => "1",
        _ => "Canary-Answer",
    };
}
