using System.Security.Cryptography;
using System.Text;

namespace EasyEnclave.Attestation.Binding;

/// <summary>What the control plane's own quote binds when it is asked for: its TLS key, its token key, and the caller's nonce.</summary>
/// <param name="TlsSpki">Lowercase hex SHA-256 of the SubjectPublicKeyInfo of its TLS certificate, or <see cref="ChallengeBinding.NoKey"/>.</param>
/// <param name="JwksThumbprint">RFC 7638 thumbprint of the key it signs results with, or <see cref="ChallengeBinding.NoKey"/>.</param>
/// <param name="Nonce">The caller's, 64 lowercase hex digits.</param>
public sealed record ServerBinding(string TlsSpki, string JwksThumbprint, string Nonce)
{
    /// <summary>The report data, 64 bytes: a hash of the keys, then one of the nonce.</summary>
    /// <exception cref="InvalidOperationException">A part is empty or holds a control character, so two bindings could share one text.</exception>
    public byte[] ReportData()
    {
        string[] parts = [TlsSpki, JwksThumbprint, Nonce];
        if (Array.Exists(parts, part => part.Length == 0 || part.Any(char.IsControl)))
            throw new InvalidOperationException("A part of the binding is empty or holds a control character.");
        return [.. Hash($"easyenclave-server-v1\n{TlsSpki}\n{JwksThumbprint}"), .. Hash($"easyenclave-server-nonce-v1\n{Nonce}")];
    }

    /// <summary>True if all 64 bytes are those of this binding; constant time.</summary>
    public bool Fits(ReadOnlySpan<byte> reportData) => CryptographicOperations.FixedTimeEquals(reportData, ReportData());

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
