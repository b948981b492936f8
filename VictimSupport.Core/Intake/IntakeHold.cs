using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using VictimSupport.Core.Data;
using VictimSupport.Core.Outcomes;

namespace VictimSupport.Core.Intake;

/// <summary>A case is opened only when every topic with a required question is done.</summary>
internal sealed class IntakeHold(IntakeForms forms)
{
    public async Task<Refusal?> CheckAsync(AppDb db, Guid caseId, Instant now, CancellationToken cancellationToken)
    {
        var (_, form) = await forms.CurrentAsync(db, cancellationToken);
        var done = await db.IntakeAnswers.Where(row => row.CaseId == caseId && row.State == TopicState.Done).Select(row => row.Topic).ToListAsync(cancellationToken);
        var missing = form.Asked.Where(topic => topic.IsRequired && !done.Contains(topic.Key)).Select(topic => topic.Title).ToList();
        return missing.Count == 0 ? null : new Refusal(RefusalCode.IntakeNotDone, null, new Titles(missing));
    }

    /// <summary>Titles in the language of whoever reads the refusal.</summary>
    private sealed record Titles(IReadOnlyList<Phrase> Phrases) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) =>
            string.Join(", ", Phrases.Select(phrase => phrase.In(formatProvider as CultureInfo ?? CultureInfo.CurrentUICulture)));

        public override string ToString() => ToString(null, null);
    }
}
