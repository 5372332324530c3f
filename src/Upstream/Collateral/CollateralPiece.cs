using System.Globalization;
using System.Numerics;
using System.Text.Json;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Upstream.Keeping;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>One of the four things in a bundle that are issued by themselves, with its chain, and the mark that it sets against older ones.</summary>
/// <param name="Key">Where it is kept.</param>
/// <param name="Issued">When it was issued.</param>
/// <param name="Number">The TCB recovery of a document, the number of a CRL.</param>
/// <param name="FetchedAt">When it was delivered last.</param>
/// <param name="Content">A bundle of it alone.</param>
internal sealed record CollateralPiece(string Key, DateTimeOffset Issued, BigInteger Number, DateTimeOffset FetchedAt, CollateralBundle Content)
{
    // It is written again so rarely, while it stays the same, to know after a restart how old it is.
    private static readonly TimeSpan Rewritten = TimeSpan.FromHours(1);

    /// <summary>Takes proven collateral apart.</summary>
    public static CollateralPiece[] Of(
        CollateralBundle bundle, CollateralWindow window, CollateralKeys keys, string fmspc, PckCa ca, DateTimeOffset now) =>
    [
        new(keys.TcbInfo(fmspc), window.TcbInfoIssued, window.TcbInfoEvaluationNumber, now, new CollateralBundle
        {
            TcbInfo = bundle.TcbInfo,
            TcbInfoIssuerChain = bundle.TcbInfoIssuerChain,
        }),
        new(keys.QeIdentity, window.QeIdentityIssued, window.QeIdentityEvaluationNumber, now, new CollateralBundle
        {
            QeIdentity = bundle.QeIdentity,
            QeIdentityIssuerChain = bundle.QeIdentityIssuerChain,
        }),
        new(keys.RootCrl, window.RootCrlThisUpdate, window.RootCrlNumber, now, new CollateralBundle { RootCaCrl = bundle.RootCaCrl }),
        new(keys.PckCrl(ca), window.PckCrlThisUpdate, window.PckCrlNumber, now, new CollateralBundle
        {
            PckCrl = bundle.PckCrl,
            PckCrlIssuerChain = bundle.PckCrlIssuerChain,
        }),
    ];

    /// <summary>Reads what <see cref="ToKept"/> wrote; null when it is something else.</summary>
    public static CollateralPiece? Parse(string key, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, KeptJson.Default.KeptDocument) is { } kept
                && BigInteger.TryParse(kept.Number, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger number)
                && CollateralBundle.TryParseDocument(kept.Document, out CollateralBundle? content)
                    ? new CollateralPiece(key, kept.Issued, number, kept.FetchedAt, content)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>As it is kept: mark and content in one value, so that neither is there without the other.</summary>
    public KeptValue ToKept() => new(Key, JsonSerializer.SerializeToUtf8Bytes(
        new KeptDocument(Issued, Number.ToString(CultureInfo.InvariantCulture), FetchedAt, Content.ToDocument()), KeptJson.Default.KeptDocument));

    /// <summary>Either going back is a step back: a document of today may belong to the TCB recovery before the last.</summary>
    public bool IsOlderThan(CollateralPiece other) => Issued < other.Issued || Number < other.Number;

    /// <summary>Whether this is to be kept in place of another that it is not older than.</summary>
    public bool Replaces(CollateralPiece other) =>
        Issued > other.Issued || Number > other.Number || (FetchedAt - other.FetchedAt).Duration() >= Rewritten;

    /// <summary>Puts this in the place of its like in a bundle.</summary>
    public CollateralBundle PutInto(CollateralBundle bundle) => bundle with
    {
        TcbInfo = Content.TcbInfo ?? bundle.TcbInfo,
        TcbInfoIssuerChain = Content.TcbInfoIssuerChain ?? bundle.TcbInfoIssuerChain,
        QeIdentity = Content.QeIdentity ?? bundle.QeIdentity,
        QeIdentityIssuerChain = Content.QeIdentityIssuerChain ?? bundle.QeIdentityIssuerChain,
        RootCaCrl = Content.RootCaCrl ?? bundle.RootCaCrl,
        PckCrl = Content.PckCrl ?? bundle.PckCrl,
        PckCrlIssuerChain = Content.PckCrlIssuerChain ?? bundle.PckCrlIssuerChain,
    };
}
