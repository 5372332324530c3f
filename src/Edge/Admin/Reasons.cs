using System.Globalization;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol;

namespace EasyEnclave.Edge.Admin;

/// <summary>The reasons operators give: bounded, and of one line, since they are shown and logged for years.</summary>
internal static class Reasons
{
    /// <summary>Checks a reason; null when it is good.</summary>
    /// <param name="reason">What was given.</param>
    /// <param name="required">Whether one must be given.</param>
    public static ProblemResult? Check(string? reason, bool required)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return required ? ProblemResult.Of(400, "missing_fields", "Say why, for the record.", "reason") : null;
        }

        return reason.Length > Limits.ActionReasonLength || reason.Any(BreaksLines)
            ? ProblemResult.InvalidField("reason", $"One line of at most {Limits.ActionReasonLength} characters.")
            : null;
    }

    // Format characters turn the direction of what is read after them.
    private static bool BreaksLines(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
}
