using System.Numerics;

namespace VictimSupport.Core.Names;

/// <summary>How alike two words of names are, 0 (not) or 0.8 to 1.</summary>
internal static class WordLikeness
{
    public const double Least = 0.8;
    private const int Longest = 40;

    public static double Of(NameWord first, NameWord second)
    {
        if (first.Text == second.Text)
        {
            return 1;
        }

        if (first.Sound == second.Sound)
        {
            return 0.97;
        }

        if (first.Groups.Length > 0 && first.Groups.AsSpan().IndexOfAny(second.Groups) >= 0)
        {
            return 0.94;
        }

        // Two letters changed touch at most four of the alphabet; most pairs end here.
        if (Math.Abs(first.Sound.Length - second.Sound.Length) > 2 || BitOperations.PopCount(first.Letters ^ second.Letters) > 4)
        {
            return 0;
        }

        // Of three letters, each changed one makes another name: Tom is not Tim.
        var longest = Math.Max(first.Sound.Length, second.Sound.Length);
        var changes = Changes(first.Sound, second.Sound);
        var allowed = longest switch { <= 3 => 0.0, <= 5 => 1.0, <= 7 => 1.5, _ => 2.0 };
        return changes <= allowed ? Math.Max(Least, 0.97 - changes / longest * 0.7) : 0;
    }

    /// <summary>
    /// Changes from one word to the other (optimal string alignment): a letter put in, left out or changed counts one, two swapped one, a vowel for another vowel half.
    /// </summary>
    internal static double Changes(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        first = first[..Math.Min(first.Length, Longest)];
        second = second[..Math.Min(second.Length, Longest)];
        Span<double> before = stackalloc double[second.Length + 1];
        Span<double> last = stackalloc double[second.Length + 1];
        Span<double> row = stackalloc double[second.Length + 1];
        for (var column = 0; column <= second.Length; column++)
        {
            last[column] = column;
        }

        for (var line = 1; line <= first.Length; line++)
        {
            row[0] = line;
            for (var column = 1; column <= second.Length; column++)
            {
                var least = Math.Min(Math.Min(last[column], row[column - 1]) + 1, last[column - 1] + Change(first[line - 1], second[column - 1]));
                if (line > 1 && column > 1 && first[line - 1] == second[column - 2] && first[line - 2] == second[column - 1])
                {
                    least = Math.Min(least, before[column - 2] + 1);
                }

                row[column] = least;
            }

            var spare = before;
            before = last;
            last = row;
            row = spare;
        }

        return last[second.Length];
    }

    private static double Change(char one, char other) => one == other ? 0 : IsVowel(one) && IsVowel(other) ? 0.5 : 1;

    private static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u';
}
