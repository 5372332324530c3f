using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Results;
using EasyEnclave.Attestation.Signing;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;
using static EasyEnclave.Tests.Attestation.Synthetic.SyntheticPlatform;

namespace EasyEnclave.Tests.Attestation.Results;

/// <summary>A signed result with its evidence, made from a synthetic platform, and all that is needed to check it.</summary>
internal sealed record ResultCase
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static JsonWebKeySet Keys { get; } = new([Half()]);

    /// <summary>Whether the platform's root is taken for Intel's: what a result says of real hardware.</summary>
    public bool Genuine { get; init; } = true;

    public bool Sealed { get; init; } = true;

    public TcbStatus Status { get; init; } = TcbStatus.UpToDate;

    /// <summary>Takes away from, or changes, what the allowlist pins.</summary>
    public Action<JsonObject> Registers { get; init; } = _ => { };

    public Func<NetworkPolicy, NetworkPolicy> Rules { get; init; } = same => same;

    public Func<ResultContext, ResultContext> Says { get; init; } = same => same;

    /// <summary>Whether the quote answers a challenge, or leaves its binding zero as agents do that prove the channel.</summary>
    public bool ByNonce { get; init; } = true;

    public TrustRoot Root => Platform.TrustRoot with { Name = Genuine ? TrustRoot.IntelName : TrustRoot.DevelopmentName };

    public ResultVerifier Verifier => new(new QuoteVerifier(Root), Keys);

    public ResultContext Context => Says(Standard());

    public ResultEvidence Evidence()
    {
        Assert.True(Claims.TryCreate(
            [new("image", new ClaimValue.Text("a")), new("sealed", new ClaimValue.Truth(Sealed))], out var claims, out _));
        var binding = ByNonce ? Binding(Standard()).Digest() : new byte[32];
        var quote = Platform.Quote(Td, [.. claims.Digest(), .. binding], QuoteOptions.ForStatus(Status));
        var list = JsonNode.Parse(SimulatedRelease.Allowlist(Td, claims, "v1.0.0", Now))!.AsObject();
        list["version"] = "1.1";
        Registers(list["quote_measurements"]!.AsObject());
        var allowlist = System.Text.Encoding.UTF8.GetBytes(list.ToJsonString());
        return new ResultEvidence(quote, claims.ToDocument(), Platform.IssueCollateral(Now).ToDocument(), allowlist, Policy().ToDocument());
    }

    public NetworkPolicy Policy() => Rules(NetworkPolicy.Sandbox1(development: true) with { Name = Standard().Network });

    public AttestationResult Result(ResultEvidence? evidence = null)
    {
        evidence ??= Evidence();
        var appraised = AppraisedEvidence.Of(
            new QuoteVerifier(Root), evidence.For("v1.0.0"), evidence.Policy, Context.AppraisedAt, out var refusal);
        Assert.True(appraised is not null, refusal?.Reason);
        return new AttestationResult(Context, appraised);
    }

    /// <summary>The signed result with its evidence.</summary>
    public ResultEnvelope Envelope()
    {
        var evidence = Evidence();
        return new ResultEnvelope(Sign(AttestationResult.TokenType, Result(evidence).ToPayload()), evidence);
    }

    public static string Sign(string type, byte[] payload) =>
        JsonWebSignature.Write(Keys.Keys[0].KeyId, type, payload, message => Key.SignData(message, HashAlgorithmName.SHA256));

    public static ChallengeBinding Binding(ResultContext context) => new()
    {
        Nonce = new string('a', 64),
        AgentId = context.Agent,
        NodeId = context.Node,
        AppName = context.App,
        Repo = context.Repo,
        ReleaseTag = context.ReleaseTag,
        Network = context.Network,
        Reason = "register",
        ServerSpki = new string('b', 64),
        ClientSpki = context.ClientKey ?? "-",
    };

    private ResultContext Standard() => new()
    {
        Issuer = "https://control.example.com",
        Build = "control-plane 1.0.0",
        StatusList = "https://control.example.com/v1/status-list",
        IssuedAt = Now,
        Agent = "agent-1",
        App = "hello",
        Node = "node-7",
        Repo = "Acme/Hello",
        ReleaseTag = "v1.0.0",
        Network = "sandbox-1",
        ClientKey = new string('c', 64),
        Challenge = ByNonce ? new ResultChallenge(new string('a', 64), "register", new string('b', 64)) : null,
        AttestedAt = Now,
        AppraisedAt = Now,
        AttestationUntil = Now + TimeSpan.FromSeconds(3630),
    };

    private static VerificationKey Half()
    {
        var q = Key.ExportParameters(includePrivateParameters: false).Q;
        Assert.True(VerificationKey.TryCreate([.. q.X!, .. q.Y!], out var half));
        return half;
    }
}
