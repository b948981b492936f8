namespace VictimSupport.Core.Security;

/// <summary>The roles of the organisation; a person may hold several. <see cref="System"/> is the product's own workers.</summary>
[Flags]
public enum Role
{
    None = 0,
    Coordinator = 1,
    TeamManager = 2,
    Supervisor = 4,
    Director = 8,
    Therapist = 16,
    Volunteer = 32,
    ItSupport = 64,
    Administrator = 128,
    System = 256,
}
