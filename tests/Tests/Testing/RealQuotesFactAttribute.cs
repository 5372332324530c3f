namespace EasyEnclave.Tests.Testing;

/// <summary>A fact over the real quotes; skipped, with the reason, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealQuotesFactAttribute : FactAttribute
{
    public RealQuotesFactAttribute()
    {
        // xunit 2 decides at discovery: there is no skipping from inside a running test.
        if (RealQuotes.Root is null)
            Skip = RealQuotes.Absent;
    }
}
