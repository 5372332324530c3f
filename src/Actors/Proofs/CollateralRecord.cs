using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Actors.Proofs;

/// <summary>A bundle of collateral as it is kept: its document and the hash it goes by, made once for each bundle a source serves.</summary>
internal sealed class CollateralRecord
{
    private static readonly ConditionalWeakTable<CollateralBundle, CollateralRecord> Known = [];

    private CollateralRecord(CollateralBundle bundle)
    {
        Document = bundle.ToDocument();
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Document));
    }

    /// <summary>The document.</summary>
    public byte[] Document { get; }

    /// <summary>Its SHA-256 in lowercase hex.</summary>
    public string Sha256 { get; }

    /// <summary>The record of a bundle.</summary>
    public static CollateralRecord Of(CollateralBundle bundle) => Known.GetValue(bundle, key => new CollateralRecord(key));
}
