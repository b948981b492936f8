namespace VictimSupport.Core.Cases;

/// <summary>What is known of the client's age; children go their own way (brief, R6).</summary>
public enum ClientAge
{
    /// <summary>Not asked yet; the case cannot be opened so.</summary>
    NotKnown,

    /// <summary>Eighteen or over.</summary>
    Adult,
    Child,

    /// <summary>Says to be grown up, or says nothing, and may be under eighteen.</summary>
    MayBeChild,
}

/// <summary>Whether the abuse of a child has to be reported; a lawyer decides, the product records (<c>sector.md</c>, Malta).</summary>
public enum DutyToReport
{
    /// <summary>Not decided yet; a child's case cannot be opened so.</summary>
    Open,
    Reported,

    /// <summary>Nothing has to be reported; why stands with the decision.</summary>
    NothingToReport,
}
