using System.Security.Cryptography;

namespace EasyEnclave.Attestation.Binding;

/// <summary>The 64 bytes an agent has quoted: SHA-256(claims) ‖ binding. The agent makes them, the control plane compares them.</summary>
/// <remarks>The side that compares takes both halves from the quote, never from what came beside it.</remarks>
public static class ReportData
{
    /// <summary>The size of report_data.</summary>
    public const int Length = 64;

    private const int HalfLength = 32;

    /// <summary>The report data that answers a challenge.</summary>
    public static byte[] Bind(Claims claims, ChallengeBinding binding) => [.. claims.Digest(), .. binding.Digest()];

    /// <summary>True if the first half is the hash of these claims; constant time.</summary>
    public static bool BindsClaims(ReadOnlySpan<byte> reportData, Claims claims) =>
        reportData.Length == Length && CryptographicOperations.FixedTimeEquals(reportData[..HalfLength], claims.Digest());

    /// <summary>True if the second half answers this challenge; constant time.</summary>
    public static bool Answers(ReadOnlySpan<byte> reportData, ChallengeBinding binding) =>
        reportData.Length == Length && CryptographicOperations.FixedTimeEquals(reportData[HalfLength..], binding.Digest());

    /// <summary>True if the second half answers this challenge as seen behind one of several front certificates; constant time for each.</summary>
    /// <param name="reportData">The 64 bytes of the quote.</param>
    /// <param name="binding">The challenge; its own server key is tried first.</param>
    /// <param name="frontSpkis">Other server keys to accept, lowercase hex SHA-256 each.</param>
    public static bool Answers(ReadOnlySpan<byte> reportData, ChallengeBinding binding, IEnumerable<string> frontSpkis)
    {
        if (Answers(reportData, binding))
            return true;
        foreach (var spki in frontSpkis)
        {
            if (Answers(reportData, binding with { ServerSpki = spki }))
                return true;
        }

        return false;
    }
}
