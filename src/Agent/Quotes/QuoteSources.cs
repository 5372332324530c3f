using EasyEnclave.Agent.Options;

namespace EasyEnclave.Agent.Quotes;

/// <summary>Chooses the quote source that the options name.</summary>
internal static class QuoteSources
{
    public static IQuoteSource Of(AgentOptions options, TimeProvider time) => options.QuoteProvider switch
    {
        QuoteProvider.Simulated => SimulatedQuoteSource.Load(options),
        _ => new ConfigfsQuoteSource(new TsmFolder(options.TsmPath), time),
    };
}
