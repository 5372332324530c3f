using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation.RaTls;

/// <summary>Whether two authentic quotes are of one TD, as far as quotes can tell: the same measurements, attributes and machine.</summary>
public static class TdAgreement
{
    /// <summary>What stands for the machine.</summary>
    public const string Platform = "platform";

    private static readonly string[] Compared = [.. TdRegisters.Measured, TdRegisters.TdAttributes];

    /// <summary>The first of MRTD, RTMR0 to RTMR3, TD attributes and PPID in which they differ; null if none.</summary>
    public static string? FirstDifference(AuthenticQuote one, AuthenticQuote other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var register = Array.Find(
            Compared, name => !one.Quote.Body.Register(name)!.Value.Span.SequenceEqual(other.Quote.Body.Register(name)!.Value.Span));
        return register ?? (one.Platform.Ppid == other.Platform.Ppid ? null : Platform);
    }
}
