using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.RaTls;
using EasyEnclave.Cli.Quotes;
using EasyEnclave.Upstream.ControlPlanes;

namespace EasyEnclave.Cli.ControlPlanes;

/// <summary>Judges a control plane: that its quote was made now, for this connection and this token key; then the quote itself, and the allowlist.</summary>
internal sealed class ServerVerdict(ControlPlaneJudge judge, string network, TimeProvider time)
{
    /// <summary>Judges what a server showed.</summary>
    /// <param name="server">Its address: without TLS only this very machine is what it says.</param>
    /// <param name="evidence">What it showed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ServerJudgement> JudgeAsync(Uri server, ServerEvidence evidence, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var attested = !evidence.Certificate.IsEmpty && RaTlsCertificate.TryRead(evidence.Certificate, at, out _, out _);
        if (!Quote.TryParse(evidence.Answer.Quote, out var quote, out var failure))
            return Refused($"quote_invalid:{VerificationFailures.Code(failure)}", "The answer holds no well-formed TDX quote.");
        if (Unbound(server, evidence, quote) is var (code, detail) && code is not null)
            return Refused(code, detail);

        var verdict = await judge.JudgeAsync(quote, cancellationToken);
        var reason = verdict.Refusal ?? "accepted";
        var told = verdict.Refusal is null
            ? "An authentic quote, made now, over the TLS key of this connection and a token key it publishes; its registers are the allowlist's."
            : verdict.Detail ?? Sentence(verdict, reason);
        var judgement = verdict.Verdict is null ? null : new Judgement { Verdict = verdict.Verdict, Code = reason, Detail = told, Network = network, At = at };
        return new ServerJudgement(evidence, judgement, reason, told, verdict.Allowlist, attested);

        ServerJudgement Refused(string reason, string why) => new(evidence, null, reason, why, null, attested);
    }

    private static (string? Code, string Detail) Unbound(Uri server, ServerEvidence evidence, Quote quote)
    {
        if (evidence.TlsKey == ChallengeBinding.NoKey && !server.IsLoopback)
            return ("tls_required", "Without TLS nothing ties this connection to whoever made the quote: ask over https://.");
        if (evidence.Keys.Find(evidence.Answer.JwksThumbprint) is null)
            return ("token_key_mismatch", "The quote names a key that /.well-known/jwks.json does not publish.");

        // Only what this side knows by itself is put in: the nonce it drew and the key it saw.
        var binding = new ServerBinding(evidence.TlsKey, evidence.Answer.JwksThumbprint, evidence.Nonce);
        if (binding.Fits(quote.Body.ReportData.Span))
            return (null, "");
        return new ServerBinding(evidence.Answer.TlsSpki, evidence.Answer.JwksThumbprint, evidence.Nonce).Fits(quote.Body.ReportData.Span)
            ? ("tls_key_mismatch", evidence.Answer.TlsSpki == ChallengeBinding.NoKey
                ? "TLS ends before the control plane, so its quote vouches for no TLS key: whoever ends it sees everything."
                : "The quote vouches for another TLS key than this connection's: somebody stands in between.")
            : ("not_fresh", "The quote answers another nonce, or binds other keys than the answer says.");
    }

    private static string Sentence(ControlPlaneVerdict verdict, string reason) => reason.Split(':')[0] switch
    {
        "measurement_mismatch" => "The TD measures something that the allowlist does not admit.",
        "allowlist_not_found" => "There is no such allowlist.",
        "allowlist_unavailable" => "The allowlist cannot be had now.",
        "allowlist_changed" => "The release's allowlist is another than the one that was used first.",
        "collateral_unavailable" => "Intel's statements about the platform cannot be had.",
        _ when verdict.Verdict is { } found => Explanation.Of(found, new PolicyRefusal(reason)),
        _ => "The quote is not authentic under a trusted root.",
    };
}
