using EasyEnclave.Agent.Options;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Agent.Quotes;

/// <summary>Quotes of a simulated platform: for development, believed only by a control plane that trusts that platform.</summary>
public sealed class SimulatedQuoteSource : IQuoteSource
{
    private readonly SimulatedPlatform _platform;
    private readonly SimulatedTd _td;

    /// <summary>Makes a source that quotes one trust domain of a platform.</summary>
    public SimulatedQuoteSource(SimulatedPlatform platform, SimulatedTd td)
    {
        _platform = platform;
        _td = td;
    }

    /// <summary>The trust domain of a release: every agent of it measures the same, so one allowlist fits them all.</summary>
    public static SimulatedTd TdOf(AgentOptions options) => SimulatedTd.From($"{options.Repo}@{options.ReleaseTag}");

    /// <inheritdoc />
    public Task<QuoteAnswer> QuoteAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken) =>
        Task.FromResult<QuoteAnswer>(new QuoteAnswer.Quoted(_platform.Quote(_td, reportData.Span)));

    internal static SimulatedQuoteSource Load(AgentOptions options) =>
        new(SimulatedPlatform.Load(options.DevelopmentPlatform ?? throw new ArgumentException("Simulated quotes need EE_DEV_PLATFORM.", nameof(options))), TdOf(options));
}
