using VictimSupport.Core.Cases;
using VictimSupport.Core.Consents;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Consents;

/// <summary>What tests of consents do again and again.</summary>
internal static class ConsentDesk
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ConsentForm Form(Guid caseId, params ConsentLine[] lines) => new(caseId, 1, "en", ConsentWay.Spoken, lines);

    public static ConsentLine Yes(ConsentKind kind) => new(kind, ConsentAnswer.Given);

    public static ConsentLine No(ConsentKind kind) => new(kind, ConsentAnswer.Refused);

    public static async Task RecordAsync(this Product product, ConsentForm form)
    {
        var recorded = await product.Get<ClientConsents>().RecordAsync(Product.TeamManager, form, Token);
        Assert.True(recorded.IsDone, recorded.Refusal?.Words);
    }

    public static Task<ConsentPage> ConsentsAsync(this Product product, Guid caseId) => product.Get<ClientConsents>().ListAsync(Product.TeamManager, caseId, 0, 100, Token);

    public static async Task WithdrawAsync(this Product product, Guid caseId, ConsentKind kind)
    {
        var row = (await product.ConsentsAsync(caseId)).Rows.First(row => row.Kind == kind && row.EndedAt is null);
        var withdrawn = await product.Get<ClientConsents>().WithdrawAsync(Product.Coordinator, row.Id, row.Version, ConsentWay.Spoken, Token);
        Assert.True(withdrawn.IsDone, withdrawn.Refusal?.Words);
    }

    public static async Task DecideAsync(this Product product, Guid caseId, ChildQuestion question, string answer, string? words = "Canary-Why")
    {
        var version = (await product.Get<ChildDecisionLog>().ReadAsync(Product.TeamManager, caseId, Token))!.CaseVersion;
        var decided = await product.Get<ChildDecisionLog>().DecideAsync(Product.TeamManager, new ChildDecisionForm(caseId, version, question, answer, words), Token);
        Assert.True(decided.IsDone, decided.Refusal?.Words);
    }

    /// <summary>A guardian beside the client.</summary>
    public static async Task<Guid> GuardianAsync(this Product product, Guid caseId, bool mustNotBeContacted = false, string telephone = "+44 7700 900711") =>
        (await product.Get<CasePeople>().AddAsync(Product.TeamManager, caseId, new CasePersonForm("Canary-Guardian", PersonKind.Family, true, telephone, MustNotBeContacted: mustNotBeContacted), Token)).Value;
}
