namespace VictimSupport.Core.Risk;

/// <summary>What a screening came to. Not assessed is a state of its own and never means standard.</summary>
public enum RiskLevel
{
    /// <summary>Something was not asked or not answered, and nothing that was answered says more.</summary>
    NotAssessed,

    /// <summary>Everything was answered and no rule fired.</summary>
    Standard,
    Raised,
    High,
}

/// <summary>An answer to a question of the screening. What was not asked or declined never counts as no.</summary>
public enum ScreeningAnswer
{
    NotAsked,
    Yes,
    No,
    Declined,
}

/// <summary>The three who look at every high risk (brief, K2); each seat gives one opinion.</summary>
public enum ReviewSeat
{
    TeamManager,
    Director,
    Supervisor,
}

/// <summary>How a client is supported after a review.</summary>
public enum ReviewDecision
{
    Online,

    /// <summary>Online and in person by turns.</summary>
    Hybrid,
    InPerson,
    ReferOn,

    /// <summary>No sessions at present.</summary>
    NotNow,
}

/// <summary>What a decision asks for at each session, or once; shown wherever the case is booked or begun.</summary>
[Flags]
public enum ReviewConditions
{
    None = 0,
    FirstSessionInPerson = 1,
    LocationEachTime = 2,
    CodeWordEachTime = 4,
    TherapistOnly = 8,
}

/// <summary>Why a review was opened.</summary>
public enum ReviewCause
{
    /// <summary>A rule of the screening, or a level that was raised by judgement.</summary>
    Screening,

    /// <summary>Somebody's concern.</summary>
    Concern,

    /// <summary>The time of the last decision is over, or nearly.</summary>
    Due,
}
