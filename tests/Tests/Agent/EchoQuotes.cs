using EasyEnclave.Agent.Quotes;

namespace EasyEnclave.Tests.Agent;

/// <summary>A quote source whose quotes are the report data itself, so that a test can read what was bound.</summary>
internal sealed class EchoQuotes : IQuoteSource
{
    public Task<QuoteAnswer> QuoteAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken) =>
        Task.FromResult<QuoteAnswer>(new QuoteAnswer.Quoted(reportData.ToArray()));
}
