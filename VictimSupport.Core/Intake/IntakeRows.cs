using System.Security.Cryptography;
using System.Text;
using NodaTime;
using VictimSupport.Core.Security;

namespace VictimSupport.Core.Intake;

/// <summary>A version of the form, kept for ever beside the answers that were given on it.</summary>
public sealed class IntakeFormVersion
{
    public required int Number { get; init; }

    /// <summary>The form as data.</summary>
    public required string Form { get; init; }

    public required Instant At { get; init; }

    public required string ByName { get; init; }
}

/// <summary>How a topic of a case stands.</summary>
public enum TopicState
{
    /// <summary>Something has still to be asked.</summary>
    ToDo,
    Done,
    NotApplicable,
}

/// <summary>The answers to one topic of one case, sealed together with the client's key.</summary>
public sealed class IntakeAnswers
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    public required string Topic { get; init; }

    public required TopicState State { get; set; }

    /// <summary>The answers by question.</summary>
    public required Sealed<string> Answers { get; set; }

    public required Instant SavedAt { get; set; }

    public required string SavedByName { get; set; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>
/// One answer as somebody is typing it, sealed with the client's key. Its id is made of who, which case, topic and question, and the bytes are bound to it:
/// a row that came to stand beside another case or question could not be opened there.
/// </summary>
public sealed class IntakeDraft
{
    public required Guid Id { get; init; }

    public required Guid AccountId { get; init; }

    public required Guid CaseId { get; init; }

    public required string Topic { get; init; }

    public required string Question { get; init; }

    public required Sealed<string> Answer { get; set; }

    /// <summary>The version of the topic's answers that were seen while this was typed.</summary>
    public required int SeenVersion { get; set; }

    public required string ByName { get; init; }

    public required Instant SavedAt { get; set; }

    /// <summary>The open page that typed it last, and its count: what arrives late from the same page is older.</summary>
    public Guid PageId { get; set; }

    public long PageCount { get; set; }

    /// <summary>Set by the program; guards against lost updates.</summary>
    public int Version { get; set; } = 1;

    internal static Guid IdOf(Guid accountId, Guid caseId, string topic, string question) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{accountId:N}|{caseId:N}|{topic}|{question}")).AsSpan(0, 16));
}
