namespace EasyEnclave.Agent.Quotes;

/// <summary>Something that makes quotes over 64 bytes of the agent's choice.</summary>
public interface IQuoteSource
{
    /// <summary>Makes a quote, off the caller's thread where that takes time.</summary>
    /// <param name="reportData">Exactly 64 bytes.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    Task<QuoteAnswer> QuoteAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken);
}
