using System.Security.Cryptography;

namespace EasyEnclave.Attestation.RaTls;

/// <summary>The report_data of a quote that vouches for a TLS key: SHA-256(SubjectPublicKeyInfo) ‖ 32 zero bytes.</summary>
public static class KeyReportData
{
    private const int Length = 64;

    /// <summary>The 64 bytes for a key.</summary>
    /// <param name="subjectPublicKeyInfo">The key as DER.</param>
    public static byte[] Of(ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        var reportData = new byte[Length];
        SHA256.HashData(subjectPublicKeyInfo, reportData);
        return reportData;
    }

    /// <summary>True if all 64 bytes are those of this key.</summary>
    public static bool Binds(ReadOnlySpan<byte> reportData, ReadOnlySpan<byte> subjectPublicKeyInfo) =>
        CryptographicOperations.FixedTimeEquals(reportData, Of(subjectPublicKeyInfo));
}
