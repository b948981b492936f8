using VictimSupport.Core.Risk;

namespace VictimSupport.Blazor.Components.Staff.Screening;

/// <summary>A rule while it is being changed.</summary>
public sealed class RuleModel(ScreeningRule rule)
{
    public ScreeningRule Rule { get; } = rule;

    /// <summary>Whether its fields are shown.</summary>
    public bool IsOpen { get; set; }

    public RiskLevel Level { get; set; } = rule.Level;

    public bool IsOnlineAdvised { get; set; } = rule.IsOnlineAdvised;

    public bool NeedsReview { get; set; } = rule.NeedsReview;

    public bool IsOff { get; set; } = rule.IsOff;

    /// <summary>How many conditions have to hold; all of them where the rule says nothing of it.</summary>
    public int AtLeast { get; set; } = rule.AtLeast ?? rule.When.Count;

    public bool IsChanged =>
        (Level, IsOnlineAdvised, NeedsReview, IsOff, AtLeast) != (Rule.Level, Rule.IsOnlineAdvised, Rule.NeedsReview, Rule.IsOff, Rule.AtLeast ?? Rule.When.Count);

    /// <summary>The change as it is written; a number that nobody touched stays as it is, "all of them" too.</summary>
    public RuleChange Change => new(Rule.Key, Level, IsOnlineAdvised, NeedsReview, IsOff, AtLeast == (Rule.AtLeast ?? Rule.When.Count) ? null : AtLeast);
}
