using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Results;

/// <summary>Reads from a payload what stands in it on the issuer's word; the rest is made again and compared, not read.</summary>
internal static class ResultReader
{
    public const int MaxBytes = 64 * 1024;

    private const int MaxDepth = 6;

    public static bool TryRead(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out ResultContext? context)
    {
        context = null;
        if (!StrictJson.TryParse(payload, MaxBytes, MaxDepth, out var document))
            return false;
        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "eat_profile") != AttestationResult.Profile
                || !JsonFields.TryNumber(root, "iat", uint.MaxValue, out var issued)
                || !JsonFields.TryObject(root, "ear_verifier_id", out var verifier)
                || !JsonFields.TryObject(root, "status", out var status)
                || !JsonFields.TryObject(status, "revocations", out var revocations)
                || !JsonFields.TryObject(root, "valid_until", out var until))
                return false;
            var whole = true;
            var read = new ResultContext
            {
                Issuer = Required(root, "iss", ref whole),
                Build = Required(verifier, "build", ref whole),
                StatusList = Required(revocations, "uri", ref whole),
                IssuedAt = DateTimeOffset.FromUnixTimeSeconds(issued),
                Nonce = Text(root, "eat_nonce"),
                Agent = Required(root, "sub", ref whole),
                App = Required(root, "app_name", ref whole),
                Node = Required(root, "node_id", ref whole),
                Repo = Required(root, "repo", ref whole),
                ReleaseTag = Required(root, "release_tag", ref whole),
                Network = Required(root, "network", ref whole),
                ClientKey = JsonFields.TryObject(root, "cnf", out var key) ? Required(key, "kid", ref whole) : null,
                Challenge = JsonFields.TryObject(root, "challenge", out var asked)
                    ? new ResultChallenge(
                        Required(asked, "nonce", ref whole), Required(asked, "reason", ref whole), Required(asked, "server_spki", ref whole))
                    : null,
                AttestedAt = RequiredInstant(root, "attested_at", ref whole),
                AppraisedAt = RequiredInstant(root, "appraised_at", ref whole),
                AttestationUntil = RequiredInstant(until, "attestation", ref whole),
                AllowlistUntil = Text(until, "allowlist") is null ? null : RequiredInstant(until, "allowlist", ref whole),
            };
            context = whole ? read : null;
            return whole;
        }
    }

    /// <summary>The binding that the quote of this result must hold; null where it holds none, or a field cannot stand in one.</summary>
    public static ChallengeBinding? Binding(ResultContext context)
    {
        if (context.Challenge is not { } challenge)
            return null;
        ChallengeBinding binding = new()
        {
            Nonce = challenge.Nonce,
            AgentId = context.Agent,
            NodeId = context.Node,
            AppName = context.App,
            Repo = context.Repo,
            ReleaseTag = context.ReleaseTag,
            Network = context.Network,
            Reason = challenge.Reason,
            ServerSpki = challenge.ServerKey,
            ClientSpki = context.ClientKey ?? ChallengeBinding.NoKey,
        };
        string[] lines =
        [
            binding.Nonce, binding.AgentId, binding.NodeId, binding.AppName, binding.Repo, binding.ReleaseTag, binding.Network, binding.Reason,
            binding.ServerSpki, binding.ClientSpki,
        ];
        return Array.TrueForAll(lines, line => line.Length > 0 && !line.Any(char.IsControl)) ? binding : null;
    }

    private static string? Text(JsonElement parent, string name) => JsonFields.TryString(parent, name, out var text) ? text : null;

    private static string Required(JsonElement parent, string name, ref bool whole)
    {
        var text = Text(parent, name);
        whole &= text is not null;
        return text ?? "";
    }

    private static DateTimeOffset RequiredInstant(JsonElement parent, string name, ref bool whole)
    {
        whole &= ResultText.TryInstant(Required(parent, name, ref whole), out var instant);
        return instant;
    }
}
