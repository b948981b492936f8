using Microsoft.Extensions.Localization;
using NodaTime;
using VictimSupport.Core.Requests;

namespace VictimSupport.Blazor.Components.Staff.Requests;

/// <summary>Words and choices of requests, in the reader's language.</summary>
internal static class RequestWords
{
    public static IReadOnlyList<(RequestSource Value, string Text)> Sources(IStringLocalizer texts) =>
        [.. Enum.GetValues<RequestSource>().Select(source => (source, texts[$"Source{source}"].Value))];

    public static IReadOnlyList<(RequestAge Value, string Text)> Ages(IStringLocalizer texts) =>
        [.. Enum.GetValues<RequestAge>().Select(age => (age, texts[$"Age{age}"].Value))];

    public static IReadOnlyList<(RequestOutcome Value, string Text)> Outcomes(IStringLocalizer texts) =>
        [.. Enum.GetValues<RequestOutcome>().Select(outcome => (outcome, texts[$"Outcome{outcome}"].Value))];

    /// <summary>How long it waits, or how long it is overdue.</summary>
    public static string Promise(IStringLocalizer texts, RequestRow row, Instant now) =>
        row.AnswerBy < now ? texts["OverdueSince", Length(texts, now - row.AnswerBy)] : texts["Within", Length(texts, row.AnswerBy - now)];

    public static string Length(IStringLocalizer texts, Duration length) =>
        length.TotalMinutes < 60 ? texts["Minutes", (int)length.TotalMinutes]
        : length.TotalHours < 48 ? texts["Hours", (int)length.TotalHours]
        : texts["Days", (int)length.TotalDays];
}
