using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Tests.Attestation.Synthetic;
using EasyEnclave.Tests.Testing;
using EasyEnclave.Upstream.Collateral;
using EasyEnclave.Upstream.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Upstream.Collateral;

/// <summary>A collateral service on loopback and a source that asks it, on a clock that stands still.</summary>
internal sealed class PcsHost : IAsyncDisposable
{
    private readonly UpstreamLimits _limits;

    private PcsHost(UpstreamServer server, UpstreamLimits? limits)
    {
        Server = server;
        server.Answer = Script.AnswerAsync;
        // No waits between attempts: the clock does not move by itself.
        _limits = limits ?? new UpstreamLimits { RetryDelay = TimeSpan.Zero };
        Source = Open();
    }

    public UpstreamServer Server { get; }

    public PcsScript Script { get; } = new();

    public ManualTime Time { get; } = new(SyntheticPlatform.Now);

    public PcsCollateralSource Source { get; private set; }

    public FaultyMemory Memory { get; } = new();

    /// <summary>Every date of issue that a clock was told.</summary>
    public List<DateTimeOffset> Issued { get; } = [];

    public static string Fmspc => SyntheticPlatform.Platform.Fmspc;

    public static async Task<PcsHost> StartAsync(UpstreamLimits? limits = null) => new(await UpstreamServer.StartAsync(), limits);

    /// <summary>A new process with the memory of the one before.</summary>
    public void Restart(TcbChannel channel = TcbChannel.Standard)
    {
        Source.Dispose();
        Source = Open(channel);
    }

    public Task<CollateralBundle?> FetchAsync(PckCa ca = PckCa.Platform) => Source.FetchAsync(Fmspc, ca, CancellationToken.None).AsTask();

    /// <summary>Whether a standard quote verifies now with what came.</summary>
    public Verdict Verify(CollateralBundle? bundle, PckCa ca = PckCa.Platform) => new QuoteVerifier(SyntheticPlatform.Platform.TrustRoot).Verify(
        SyntheticPlatform.Platform.Quote(SyntheticPlatform.Td, SyntheticPlatform.ReportData, SyntheticPlatform.StandardQuote with { Ca = ca }),
        bundle,
        Time.Now);

    public async ValueTask DisposeAsync()
    {
        Source.Dispose();
        await Server.DisposeAsync();
    }

    private PcsCollateralSource Open(TcbChannel channel = TcbChannel.Standard) => new(
        PcsServer.Caching(Server.Url) with { Channel = channel },
        SyntheticPlatform.Platform.TrustRoot,
        new CollateralKeeping(Memory, Issued.Add),
        _limits,
        Time,
        NullLogger<PcsCollateralSource>.Instance);
}
