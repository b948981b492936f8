using VictimSupport.Core.Intake;

namespace VictimSupport.Blazor.Components.Staff.Intake;

/// <summary>A question of the form while it is reworded.</summary>
public sealed class QuestionModel(string topic, IntakeQuestion question)
{
    private readonly QuestionChange _before = new(topic, question.Key, question.IsHidden, question.IsRequired, question.Text, question.Help ?? new Phrase("", "", ""));

    public string Topic => topic;

    /// <summary>The question as it is asked now.</summary>
    public IntakeQuestion Question => question;

    public bool IsHidden { get; set; } = question.IsHidden;

    public bool IsRequired { get; set; } = question.IsRequired;

    public string? English { get; set; } = question.Text.English;

    public string? Polish { get; set; } = question.Text.Polish;

    public string? Maltese { get; set; } = question.Text.Maltese;

    public string? HelpEnglish { get; set; } = question.Help?.English;

    public string? HelpPolish { get; set; } = question.Help?.Polish;

    public string? HelpMaltese { get; set; } = question.Help?.Maltese;

    public bool IsChanged => ToChange() != _before;

    public QuestionChange ToChange() => new(
        topic, question.Key, IsHidden, IsRequired, new Phrase(English ?? "", Polish ?? "", Maltese ?? ""), new Phrase(HelpEnglish ?? "", HelpPolish ?? "", HelpMaltese ?? ""));
}
