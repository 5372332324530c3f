using System.Text;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Tests.Attestation.Flips;

/// <summary>A bundle as the files that a service or an operator would deliver it in.</summary>
internal static class CollateralFiles
{
    public static Dictionary<CollateralPart, ReadOnlyMemory<byte>> Of(CollateralBundle bundle) => new()
    {
        [CollateralPart.TcbInfo] = Answer("tcbInfo", bundle.TcbInfo!),
        [CollateralPart.QeIdentity] = Answer("enclaveIdentity", bundle.QeIdentity!),
        [CollateralPart.RootCaCrl] = bundle.RootCaCrl!.Value,
        [CollateralPart.PckCrl] = bundle.PckCrl!.Value,
        [CollateralPart.TcbSigningChain] = Encoding.ASCII.GetBytes(bundle.TcbInfoIssuerChain!),
        [CollateralPart.PckCrlIssuerChain] = Encoding.ASCII.GetBytes(bundle.PckCrlIssuerChain!),
    };

    /// <summary>True for the two documents, whose signature stands beside them as hex.</summary>
    public static bool IsAnswer(CollateralPart part) => part is CollateralPart.TcbInfo or CollateralPart.QeIdentity;

    private static byte[] Answer(string name, SignedDocument document) => Encoding.UTF8.GetBytes(
        $"{{\"{name}\":{Encoding.UTF8.GetString(document.Body.Span)},\"signature\":\"{Convert.ToHexStringLower(document.Signature.Span)}\"}}");
}
