using System.Text;

namespace EasyEnclave.Attestation.Collateral;

/// <summary>Text parts of collateral as bytes.</summary>
internal static class CollateralText
{
    /// <summary>The bytes of a PEM text. Whatever is not ASCII becomes a byte that no PEM holds.</summary>
    public static byte[] Bytes(string pem) => Encoding.ASCII.GetBytes(pem);
}
