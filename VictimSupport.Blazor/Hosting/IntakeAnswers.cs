using VictimSupport.Blazor.Components.Shared;
using VictimSupport.Core.Intake;
using VictimSupport.Core.Organisation;
using VictimSupport.Core.Security;

namespace VictimSupport.Blazor.Hosting;

/// <summary>
/// Where an open intake page sends what is typed: an ordinary request with the cookie, so that it arrives although the circuit is gone, the server was
/// restarted, or the page is about to be left. The rule of who may and what is kept is Core's.
/// </summary>
internal static class IntakeAnswers
{
    // A question's longest answer in UTF-8, with room.
    private const long MostBytes = 64 * 1024;

    private sealed record Typed(Guid Case, string Topic, string Question, string State, string? Value, int Seen, Guid Page, long Count);

    public static void MapIntakeAnswers(this WebApplication app) =>
        app.MapPost("/intake/draft", async (HttpContext context, Typed typed, IntakeDrafts drafts, OrganisationProfile organisations, CancellationToken cancellationToken) =>
        {
            if (context.User.ToActor() is not { } actor || !Enum.TryParse<AnswerState>(typed.State, out var state))
            {
                return Results.StatusCode(StatusCodes.Status403Forbidden);
            }

            try
            {
                var kept = await drafts.KeepAsync(actor, new DraftForm(typed.Case, typed.Topic, typed.Question, new IntakeAnswer(state, typed.Value), typed.Seen, typed.Page, typed.Count), cancellationToken);
                var zone = (await organisations.ReadAsync(actor, cancellationToken)).Zone;
                return kept.IsDone ? Results.Ok(new { savedAt = Times.ClockWithSeconds(kept.Value, zone) }) : Results.Ok(new { words = kept.Refusal.Words });
            }
            catch (AccessDeniedException)
            {
                return Results.StatusCode(StatusCodes.Status403Forbidden);
            }
        }).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MostBytes));
}
