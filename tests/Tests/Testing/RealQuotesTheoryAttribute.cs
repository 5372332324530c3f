namespace EasyEnclave.Tests.Testing;

/// <summary>A theory over the real quotes; skipped, with the reason, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealQuotesTheoryAttribute : TheoryAttribute
{
    public RealQuotesTheoryAttribute()
    {
        // A skipped theory is not enumerated, so member data that finds no set is no error.
        if (RealQuotes.Root is null)
            Skip = RealQuotes.Absent;
    }
}
