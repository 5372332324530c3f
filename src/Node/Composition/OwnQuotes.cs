using EasyEnclave.Agent.Quotes;
using EasyEnclave.Node.Options;
using EasyEnclave.Simulation;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Node.Composition;

/// <summary>Where the control plane's own quotes come from.</summary>
internal static class OwnQuotes
{
    /// <summary>The TD that a control plane in development mode pretends to be; its registers follow from this label.</summary>
    public const string DevelopmentTd = "easyenclave/control-plane";

    /// <summary>The source: Linux's folder of reports, or in development mode the simulated platform; null on a machine that makes none.</summary>
    public static IQuoteSource? Of(NodeOptions options, TimeProvider time) =>
        options.DevelopmentPlatform is { } folder
            ? new SimulatedQuoteSource(SimulatedPlatform.LoadOrCreate(folder, time.GetUtcNow()), SimulatedTd.From(DevelopmentTd))
            : Directory.Exists(options.TsmPath) ? QuoteSources.Configfs(options.TsmPath, time) : null;
}
