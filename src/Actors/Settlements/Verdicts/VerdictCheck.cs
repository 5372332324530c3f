namespace EasyEnclave.Actors.Settlements.Verdicts;

/// <summary>Works a verdict out again from its own facts, with nothing but the document; pure.</summary>
public static class VerdictCheck
{
    /// <summary>Checks the bytes that were signed.</summary>
    /// <param name="payload">The document.</param>
    /// <param name="verdict">What it says; null when it cannot be read.</param>
    /// <returns>What does not hold, a sentence; null when all does.</returns>
    public static string? Run(ReadOnlySpan<byte> payload, out Verdict? verdict)
    {
        verdict = VerdictJson.Read(payload);
        if (verdict is null)
        {
            return "The document is no verdict.";
        }

        if (Usage(verdict.Facts) is { } fault)
        {
            return fault;
        }

        return VerdictJson.Write(VerdictJudge.Judge(verdict.Facts)).AsSpan().SequenceEqual(payload)
            ? null
            : "The facts in the document lead to another verdict than the one it gives.";
    }

    private static string? Usage(VerdictFacts facts)
    {
        if (facts.Usage.Lines is not { } lines)
        {
            return null;
        }

        UsageFacts again = UsageFacts.Of(lines, facts.Usage.Expired);
        if (again with { Lines = null } != facts.Usage with { Lines = null })
        {
            return "The accounts in the document do not add up to its sums and its hash.";
        }

        return lines.Any(line => line.Hours is { } hours && hours.At(facts.Terms.Price) != line.Amount)
            ? "An account's amount is not its hours at the node's price."
            : null;
    }
}
