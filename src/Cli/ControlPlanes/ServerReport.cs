using System.Text.Json.Nodes;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Cli.Quotes;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.ControlPlanes;

/// <summary>Tells the verdict on a control plane, to programs and to people.</summary>
internal static class ServerReport
{
    /// <summary>The outcome of <c>verify-server</c>.</summary>
    public static Outcome Of(Uri server, ServerJudgement judgement)
    {
        var quote = judgement.Quote is { } judged ? VerdictReport.Of(judged) : null;
        var evidence = judgement.Evidence;
        var bound = new JsonObject
        {
            ["server"] = server.AbsoluteUri,
            ["nonce"] = evidence.Nonce,
            ["tls_key"] = evidence.TlsKey,
            ["tls_certificate"] = evidence.TlsKey == ChallengeBinding.NoKey ? "none" : judgement.Attested ? "attested" : "not_attested",
            ["token_key"] = evidence.Answer.JwksThumbprint,
            ["mode"] = evidence.Answer.Mode == "development" ? "development" : "production",
            ["allowlist_sha256"] = judgement.Allowlist?.Sha256,
            ["release_tag"] = judgement.Allowlist?.ReleaseTag,
        };
        var json = new JsonObject { ["accepted"] = judgement.Accepted, ["code"] = judgement.Code, ["detail"] = judgement.Detail };
        foreach (var (name, value) in bound)
            json[name] = value?.DeepClone();
        json["quote"] = quote?.Json.DeepClone();

        return new Outcome(judgement.Accepted ? ExitCode.Accepted : ExitCode.Refused, json, new View(
            judgement.Accepted ? Tone.Good : Tone.Bad,
            judgement.Accepted ? $"ACCEPTED: {server.Authority} is the control plane of this allowlist" : $"REFUSED: {judgement.Code}")
        {
            Warnings = quote?.View.Warnings ?? [],
            Detail = judgement.Detail,
            Sections = [new Section.Facts("Control plane", bound), .. quote?.View.Sections ?? []],
        });
    }
}
