using EasyEnclave.Agent.Options;

namespace EasyEnclave.Agent.Quotes;

/// <summary>Chooses the quote source that the options name.</summary>
public static class QuoteSources
{
    /// <summary>Quotes of the TDX hardware through Linux's configfs-tsm; disposable.</summary>
    /// <param name="tsmPath">The folder in which Linux makes attestation reports.</param>
    /// <param name="time">The clock behind its pauses.</param>
    public static IQuoteSource Configfs(string tsmPath, TimeProvider time) => new ConfigfsQuoteSource(new TsmFolder(tsmPath), time);

    internal static IQuoteSource Of(AgentOptions options, TimeProvider time) => options.QuoteProvider switch
    {
        QuoteProvider.Simulated => SimulatedQuoteSource.Load(options),
        _ => Configfs(options.TsmPath, time),
    };
}
