namespace EasyEnclave.Attestation.Quotes;

/// <summary>The names by which allowlists and refusals call what a TD report measures.</summary>
public static class TdRegisters
{
    /// <summary>The TD's initial contents.</summary>
    public const string Mrtd = "mrtd";

    /// <summary>Runtime register 0.</summary>
    public const string Rtmr0 = "rtmr0";

    /// <summary>Runtime register 1.</summary>
    public const string Rtmr1 = "rtmr1";

    /// <summary>Runtime register 2.</summary>
    public const string Rtmr2 = "rtmr2";

    /// <summary>Runtime register 3.</summary>
    public const string Rtmr3 = "rtmr3";

    /// <summary>TDATTRIBUTES.</summary>
    public const string TdAttributes = "td_attributes";

    /// <summary>XFAM.</summary>
    public const string Xfam = "xfam";

    /// <summary>The TDX module's measurement.</summary>
    public const string MrSeam = "mr_seam";

    /// <summary>The five registers that measure what the TD runs, in the order they are compared.</summary>
    public static IReadOnlyList<string> Measured { get; } = [Mrtd, Rtmr0, Rtmr1, Rtmr2, Rtmr3];

    /// <summary>Everything an allowlist may pin, in the order it is compared.</summary>
    public static IReadOnlyList<string> Pinnable { get; } = [.. Measured, TdAttributes, Xfam, MrSeam];

    /// <summary>The size of a register in bytes, or null if there is none of that name.</summary>
    public static int? LengthOf(string name) => name switch
    {
        Mrtd or Rtmr0 or Rtmr1 or Rtmr2 or Rtmr3 or MrSeam => 48,
        TdAttributes or Xfam => 8,
        _ => null,
    };
}
