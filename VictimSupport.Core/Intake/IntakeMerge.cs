namespace VictimSupport.Core.Intake;

/// <summary>An answer that two people changed: one of the two has to be chosen.</summary>
public sealed record AnswerClash(string Question, IntakeAnswer? Theirs, IntakeAnswer Mine);

/// <summary>One answer as typed, with the version of the page that was seen then.</summary>
internal sealed record TypedAnswer(IntakeAnswer Answer, int SeenVersion);

/// <summary>What comes of kept answers and what somebody typed meanwhile; pure.</summary>
internal static class IntakeMerge
{
    /// <summary>The answers that somebody else saved since they were seen, and that were typed differently.</summary>
    public static IReadOnlyList<AnswerClash> Clashes(IReadOnlyDictionary<string, KeptAnswer> kept, IReadOnlyDictionary<string, TypedAnswer> typed) =>
        [.. typed.Where(mine => kept.TryGetValue(mine.Key, out var theirs) && theirs.Since > mine.Value.SeenVersion && theirs.Answer != mine.Value.Answer)
            .Select(mine => new AnswerClash(mine.Key, kept[mine.Key].Answer, mine.Value.Answer))];

    /// <summary>The answers after the save: what was typed replaces what was kept, what did not change keeps the form it was given on.</summary>
    /// <remarks>An answer taken away stays as nothing, so that it is seen that somebody took it away.</remarks>
    public static Dictionary<string, KeptAnswer> Merge(IReadOnlyDictionary<string, KeptAnswer> kept, IReadOnlyDictionary<string, TypedAnswer> typed, int form, int version)
    {
        var merged = new Dictionary<string, KeptAnswer>(kept, StringComparer.Ordinal);
        foreach (var (question, mine) in typed)
        {
            var answer = mine.Answer with { Value = string.IsNullOrWhiteSpace(mine.Answer.Value) ? null : mine.Answer.Value.Trim() };
            if (!(kept.TryGetValue(question, out var before) && before.Answer == answer) && !(before is null && answer.IsNothing))
            {
                merged[question] = new KeptAnswer(answer.State, answer.Value, form, version);
            }
        }

        return merged;
    }

    /// <summary>Done when every required question is settled, nothing was put off and something was said.</summary>
    public static TopicState State(IntakeTopic topic, IReadOnlyDictionary<string, KeptAnswer> answers)
    {
        var asked = topic.Asked.Select(question => (Question: question, answers.GetValueOrDefault(question.Key)?.Answer)).ToList();
        var isDone = asked.All(each => each.Answer?.Settles(each.Question) == true || (!each.Question.IsRequired && each.Answer?.State != AnswerState.AskLater))
            && asked.Any(each => each.Answer?.Settles(each.Question) == true);
        return isDone ? TopicState.Done : TopicState.ToDo;
    }
}
