using System.Security.Cryptography;
using System.Text;

namespace EasyEnclave.Attestation.Binding;

/// <summary>Everything about one challenge that the answering quote must bind, so that it can serve nobody and nowhere else.</summary>
public sealed record ChallengeBinding
{
    /// <summary>What stands for a certificate key where there is no certificate.</summary>
    public const string NoKey = "-";

    private const string Version = "easyenclave-attest-v2";

    /// <summary>The challenge, 64 lowercase hex digits.</summary>
    public required string Nonce { get; init; }

    /// <summary>The agent that registers.</summary>
    public required string AgentId { get; init; }

    /// <summary>The node it runs on; the agent's id where it names none.</summary>
    public required string NodeId { get; init; }

    /// <summary>The app it serves.</summary>
    public required string AppName { get; init; }

    /// <summary>The repository of what it runs, <c>owner/name</c>.</summary>
    public required string Repo { get; init; }

    /// <summary>The release of what it runs.</summary>
    public required string ReleaseTag { get; init; }

    /// <summary>The network it joins.</summary>
    public required string Network { get; init; }

    /// <summary>Why it is asked: one of <see cref="AttestationReason"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>Lowercase hex SHA-256 of the SubjectPublicKeyInfo of the TLS certificate the agent sees, or <see cref="NoKey"/>.</summary>
    public string ServerSpki { get; init; } = NoKey;

    /// <summary>Lowercase hex SHA-256 of the SubjectPublicKeyInfo of the client certificate it presents, or <see cref="NoKey"/>.</summary>
    public string ClientSpki { get; init; } = NoKey;

    /// <summary>The second half of report_data, 32 bytes.</summary>
    /// <exception cref="InvalidOperationException">A field is empty or holds a control character, which no id the protocol admits does.</exception>
    public byte[] Digest()
    {
        string[] lines = [Version, Nonce, AgentId, NodeId, AppName, Repo, ReleaseTag, Network, Reason, ServerSpki, ClientSpki];

        // A newline in a field would let two different challenges share one text.
        if (Array.Exists(lines, line => string.IsNullOrEmpty(line) || line.Any(char.IsControl)))
            throw new InvalidOperationException("A field of the binding is empty or holds a control character.");

        return SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
    }
}
