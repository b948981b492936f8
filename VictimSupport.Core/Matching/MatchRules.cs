using VictimSupport.Core.Cases;
using VictimSupport.Core.Names;

namespace VictimSupport.Core.Matching;

/// <summary>What of somebody is compared; held in this process's memory only, where the keys that open it are held anyway.</summary>
internal sealed record ComparedFacts(PersonName? Name, PersonName? Address);

/// <summary>What was found in common between a perpetrator and somebody else.</summary>
internal readonly record struct Likeness(MatchGrounds Grounds, double OfNames);

/// <summary>
/// When two records may be one person; pure. An exact value is enough by itself. So is a whole name that is alike, however it was spelt.
/// Half a name (a changed surname, a first name alone) counts only together with the same address, and an address never counts alone, because people share a house.
/// </summary>
internal static class MatchRules
{
    /// <summary>From here on two whole names are alike; measured by <c>MatchRecallTests</c>.</summary>
    public const double Alike = 0.86;
    private const double HalfAlike = 0.47;
    private const double SameAddress = 0.85;

    /// <summary>Compares names and addresses; the exact values are the blind index's to find.</summary>
    public static Likeness Compare(ComparedFacts perpetrator, ComparedFacts other)
    {
        var names = perpetrator.Name is { } own && other.Name is { } their ? own.LikenessTo(their) : 0;
        var grounds = names >= Alike && perpetrator.Name!.WordCount >= 2 && other.Name!.WordCount >= 2 ? MatchGrounds.Name : MatchGrounds.None;
        if (names >= HalfAlike && perpetrator.Address is { } home && other.Address is { } house && home.LikenessTo(house) >= SameAddress)
        {
            grounds |= MatchGrounds.Name | MatchGrounds.Address;
        }

        return new Likeness(grounds, names);
    }

    /// <summary>
    /// What of the grounds counts. In one and the same case the client and the perpetrator may share surname, house, telephone and mailbox, as couples do:
    /// there only one identity number for both says that something is wrong. A person beside the client who may be the perpetrator (a guardian, say) counts,
    /// unless it is recorded already that nobody may get in touch with them.
    /// </summary>
    public static MatchGrounds Count(MatchGrounds grounds, MatchParty party, bool isSameCase, bool mustNotBeContacted) => (isSameCase, party) switch
    {
        (false, _) => grounds,
        (true, MatchParty.Person) => mustNotBeContacted ? MatchGrounds.None : grounds,
        _ => grounds & MatchGrounds.IdentityNumber,
    };

    public static MatchGrounds From(Security.BlindIndexKind kind) => kind switch
    {
        Security.BlindIndexKind.Email => MatchGrounds.Email,
        Security.BlindIndexKind.Telephone => MatchGrounds.Telephone,
        _ => MatchGrounds.IdentityNumber,
    };
}
