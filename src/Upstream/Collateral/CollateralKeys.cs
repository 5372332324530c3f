using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>Under which keys collateral is kept: TCB info by FMSPC, a PCK CRL by its CA, the others once; each channel by itself.</summary>
internal sealed record CollateralKeys(TcbChannel Channel)
{
    /// <summary>Where the latest date of issue of all channels is kept, as eight bytes: ticks of UTC.</summary>
    public const string NewestIssue = "upstream/collateral/newest-issue";

    private readonly string _root = Channel == TcbChannel.Early ? "upstream/collateral/early/" : "upstream/collateral/standard/";

    public string QeIdentity => _root + "qe";

    public string RootCrl => _root + "root-crl";

    /// <summary>What the names of known kinds of platforms begin with.</summary>
    public string Platforms => _root + "platform/";

    public string TcbInfo(string fmspc) => _root + "tcb/" + fmspc;

    public string PckCrl(PckCa ca) => _root + "crl/" + NameOf(ca);

    public string Platform(string fmspc, PckCa ca) => $"{Platforms}{fmspc}-{NameOf(ca)}";

    /// <summary>Reads the key of a kind of platform; false for any other.</summary>
    public bool TryPlatform(string key, out (string Fmspc, PckCa Ca) platform)
    {
        string[] parts = key.StartsWith(Platforms, StringComparison.Ordinal) ? key[Platforms.Length..].Split('-') : [];
        platform = parts.Length == 2 ? (parts[0], parts[1] == NameOf(PckCa.Platform) ? PckCa.Platform : PckCa.Processor) : default;
        return parts.Length == 2;
    }

    private static string NameOf(PckCa ca) => ca == PckCa.Platform ? "platform" : "processor";
}
