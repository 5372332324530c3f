using System.Security.Cryptography;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Actors.Proofs;

/// <summary>Compares a quote's report data with what was asked and what is claimed; pure, and the cheapest way to drop a replay.</summary>
internal static class BoundTo
{
    private const int Half = ReportData.Length / 2;

    /// <summary>Judges a quote's report data.</summary>
    /// <param name="request">What was asked, answered and said beside it.</param>
    /// <param name="policy">The network's rules.</param>
    /// <param name="quote">The quote, not yet verified.</param>
    /// <param name="claims">The claims.</param>
    /// <param name="development">Development mode: a loopback tunnel without TLS is taken in sealed networks too.</param>
    public static Bound Judge(ProofRequest request, NetworkPolicy policy, Quote quote, Claims claims, bool development)
    {
        ReadOnlySpan<byte> reportData = quote.Body.ReportData.Span;
        byte[]? said = request.Response.ReportData is { } hex ? Hex(hex) : null;
        if (request.Response.ReportData is not null && (said is null || !CryptographicOperations.FixedTimeEquals(said, reportData)))
        {
            return NotFresh(request);
        }

        ChallengeFacts? challenge = null;
        if (BoundKey(request, policy, reportData, development) is { } serverKey)
        {
            challenge = new ChallengeFacts(request.Challenge.Nonce.Value, request.Challenge.Reason, serverKey);
        }
        else if (!LeftToTheChannel(request, policy, reportData))
        {
            return NotFresh(request);
        }

        return new Bound(ReportData.BindsClaims(reportData, claims) ? null : new Proof.Refused("claims_not_bound"), challenge);
    }

    private static Bound NotFresh(ProofRequest request) => new(
        new Proof.Refused("not_fresh", Detail: request.Tunnel.ServerKeys.Count == 0
            ? "This server knows no TLS key for the connection; where a front ends TLS, its key belongs in EE_TLS_FRONT_SPKI"
            : null),
        null);

    // The original's agents leave the second half zero: that the connection ends in their TD is shown by the quote in its certificate.
    private static bool LeftToTheChannel(ProofRequest request, NetworkPolicy policy, ReadOnlySpan<byte> reportData) =>
        policy.Freshness == Freshness.Channel && request.Tunnel.ClientCertificate is not null && !reportData[Half..].ContainsAnyExcept((byte)0);

    /// <summary>The server key that the quote binds, <c>-</c> for none; null when it answers something else.</summary>
    private static string? BoundKey(ProofRequest request, NetworkPolicy policy, ReadOnlySpan<byte> reportData, bool development)
    {
        ChallengeBinding binding = new()
        {
            Nonce = request.Challenge.Nonce.Value,
            AgentId = request.Who.AgentId.Value,
            NodeId = request.Who.NodeId.Value,
            AppName = request.Who.App.Value,
            Repo = request.Who.Repo.Value,
            ReleaseTag = request.Who.ReleaseTag.Value,
            Network = request.Who.Network.Value,
            Reason = request.Challenge.Reason,
            ClientSpki = request.Tunnel.ClientKey ?? ChallengeBinding.NoKey,
        };

        // Without a server key in the binding whoever sits in the middle could pass the challenge on.
        bool keyless = request.Tunnel.ServerKeys.Count == 0 && (!policy.SealedRequired || (development && request.Tunnel.Loopback));
        if (keyless && ReportData.Answers(reportData, binding))
        {
            return ChallengeBinding.NoKey;
        }

        foreach (string key in request.Tunnel.ServerKeys)
        {
            if (ReportData.Answers(reportData, binding with { ServerSpki = key }))
            {
                return key;
            }
        }

        return null;
    }

    private static byte[]? Hex(string text)
    {
        byte[] bytes = new byte[ReportData.Length];
        return Convert.FromHexString(text, bytes, out _, out int written) == System.Buffers.OperationStatus.Done && written == bytes.Length
            ? bytes
            : null;
    }
}
