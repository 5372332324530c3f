using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>The addresses of Intel's provisioning certification service v4, or of a caching service (PCCS) in its place.</summary>
public sealed record PcsServer
{
    private const string SgxPath = "sgx/certification/v4/";
    private readonly Uri _root;

    private PcsServer(Uri root, Uri rootCaCrl)
    {
        _root = root;
        RootCaCrl = rootCaCrl;
    }

    /// <summary>Intel's own.</summary>
    public static PcsServer Intel { get; } = new(
        new Uri("https://api.trustedservices.intel.com/"), new Uri("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"));

    /// <summary>Which of the two channels of TCB info and QE identity is asked for.</summary>
    public TcbChannel Channel { get; init; }

    /// <summary>The CRL of the root: this address and never one that a certificate names.</summary>
    internal Uri RootCaCrl { get; }

    /// <summary>The TDX QE identity.</summary>
    internal Uri QeIdentity => new(_root, "tdx/certification/v4/qe/identity" + (Channel == TcbChannel.Early ? "?update=early" : string.Empty));

    /// <summary>A caching service.</summary>
    /// <param name="url">Where it is: with or without the path <c>/sgx/certification/v4/</c>, by which other programs are told of it.</param>
    public static PcsServer Caching(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        string text = url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/";
        Uri root = new(text.EndsWith('/' + SgxPath, StringComparison.Ordinal) ? text[..^SgxPath.Length] : text);
        return new PcsServer(root, new Uri(root, SgxPath + "rootcacrl"));
    }

    /// <summary>The TDX TCB info of a kind of platform.</summary>
    /// <remarks>The standard channel is what is given to those who name none, also by caching services that know no channels.</remarks>
    internal Uri TcbInfo(string fmspc) =>
        new(_root, "tdx/certification/v4/tcb?fmspc=" + fmspc + (Channel == TcbChannel.Early ? "&update=early" : string.Empty));

    /// <summary>The CRL of a CA of PCK certificates.</summary>
    internal Uri PckCrl(PckCa ca) =>
        new(_root, SgxPath + (ca == PckCa.Platform ? "pckcrl?ca=platform&encoding=der" : "pckcrl?ca=processor&encoding=der"));
}
