using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Agent.Options;
using EasyEnclave.Agent.Quotes;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Protocol.Tunnel;
using AttestationClaims = EasyEnclave.Attestation.Binding.Claims;

namespace EasyEnclave.Agent.Tunnel;

/// <summary>Answers challenges: a quote over this agent's claims and over all that names this one challenge (protocol, section 1).</summary>
internal sealed class Attestor(AgentOptions options, AttestationClaims claims, IQuoteSource quotes)
{
    // The agent's own canonical JSON is what the hash is over, so it is also what is sent.
    private readonly ReadOnlyMemory<byte> _measurements = claims.CanonicalText;

    /// <summary>The answer to a challenge.</summary>
    public async Task<Answer> AnswerAsync(ControlFrame.AttestRequest challenge, ChannelKeys keys, CancellationToken cancellationToken)
    {
        byte[] reportData = ReportData.Bind(claims, Binding(challenge, keys));
        return await quotes.QuoteAsync(reportData, cancellationToken) switch
        {
            QuoteAnswer.Quoted quoted => new Answer(
                new AgentFrame.AttestResponse(
                    challenge.Nonce.Value, quoted.Quote, Convert.ToHexStringLower(reportData), _measurements, NodeProof(challenge.Nonce.Value)),
                null),
            QuoteAnswer.Failed failed => new Answer(null, failed),
            _ => throw new InvalidOperationException("A quote source answered neither with a quote nor with a failure."),
        };
    }

    private ChallengeBinding Binding(ControlFrame.AttestRequest challenge, ChannelKeys keys) => new()
    {
        Nonce = challenge.Nonce.Value,
        AgentId = options.AgentId.Value,
        NodeId = options.NodeId.Value,
        AppName = options.App.Value,
        Repo = options.Repo.Value,
        ReleaseTag = options.ReleaseTag.Value,
        Network = options.Network.Value,
        Reason = challenge.Reason,
        ServerSpki = keys.Server,
        ClientSpki = keys.Client,
    };

    private string? NodeProof(string nonce) =>
        options.NodeToken is { } token
            ? Convert.ToHexStringLower(HMACSHA256.HashData(SHA256.HashData(Encoding.UTF8.GetBytes(token)), Encoding.ASCII.GetBytes(nonce)))
            : null;

    /// <summary>The frame to send, or why there is none.</summary>
    internal readonly record struct Answer(AgentFrame.AttestResponse? Frame, QuoteAnswer.Failed? Failure);
}
