using Microsoft.EntityFrameworkCore;
using VictimSupport.Core.Cases;
using VictimSupport.Core.Requests;
using VictimSupport.Core.Security;
using VictimSupport.Tests.Fixtures;

namespace VictimSupport.Tests.Requests;

/// <summary>What tests of requests do again and again.</summary>
internal static class RequestDesk
{
    public static RequestForm Form(string said = "Canary-Said", RequestAge age = RequestAge.Adult) => new(
        Guid.NewGuid(), RequestSource.Telephone, "en", said, "Canary-Caller", "canary-caller@mailbox.example", "+44 7700 900801", "Canary-How after six", "Canary-Agency", age);

    public static async Task<MadeRequest> EnterAsync(this Product product, RequestForm? form = null)
    {
        var made = await product.Get<SupportRequests>().CreateAsync(Product.Coordinator, form ?? Form(), TestContext.Current.CancellationToken);
        Assert.True(made.IsDone, made.Refusal?.Words);
        return made.Value;
    }

    public static async Task<RequestRow> RowAsync(this Product product, Guid requestId) =>
        (await product.Get<RequestQueue>().ReadAsync(Product.TeamManager, requestId, TestContext.Current.CancellationToken))!;

    public static async Task<Procedure> ProcedureAsync(this Product product, ProcedureKind kind) =>
        (await product.Get<Procedures>().NewestAsync(Product.TeamManager, TestContext.Current.CancellationToken)).Single(row => row.Kind == kind);

    /// <summary>A complete decision on what the request is now, after people were compared.</summary>
    public static async Task<DecisionForm> DecisionAsync(this Product product, Guid requestId, RequestOutcome outcome, RequestPath path = RequestPath.Adult)
    {
        await product.CompareAsync();
        return new DecisionForm(
            requestId, (await product.RowAsync(requestId)).Version, outcome, path, (await product.ProcedureAsync(TriageRules.ProcedureOf(outcome))).Id,
            path == RequestPath.Children ? (await product.ProcedureAsync(ProcedureKind.Children)).Id : null, "Canary-Decided");
    }

    public static async Task DecideAsync(this Product product, DecisionForm form)
    {
        var decided = await product.Get<RequestTriage>().DecideAsync(Product.TeamManager, form, TestContext.Current.CancellationToken);
        Assert.True(decided.IsDone, decided.Refusal?.Words);
    }

    public static Task<OpenedRequest?> OpenedAsync(this Product product, Guid requestId, Actor? actor = null) =>
        product.Get<SupportRequests>().OpenAsync(actor ?? Product.TeamManager, requestId, "a test", TestContext.Current.CancellationToken);

    public static async Task<SupportCase> CaseOfAsync(this Product product, Guid requestId)
    {
        await using var db = product.Open();
        return await db.Cases.AsNoTracking().Include(file => file.Contact).SingleAsync(file => db.Set<SupportRequest>().Any(request => request.Id == requestId && request.CaseId == file.Id), TestContext.Current.CancellationToken);
    }
}
