using EasyEnclave.Agent.Quotes;
using EasyEnclave.Edge.Own;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>This machine's quotes, for the endpoint that gives them out.</summary>
internal sealed partial class EndpointQuotes(IQuoteSource? source, ILogger<EndpointQuotes> logger) : IOwnQuotes
{
    public bool Exist => source is not null;

    public async ValueTask<ReadOnlyMemory<byte>?> QuoteAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken)
    {
        QuoteAnswer? answer = source is null ? null : await source.QuoteAsync(reportData, cancellationToken).ConfigureAwait(false);
        if (answer is QuoteAnswer.Failed failed)
        {
            LogNoQuote(logger, failed.Failure, failed.Detail);
        }

        return answer is QuoteAnswer.Quoted quoted ? quoted.Quote : default(ReadOnlyMemory<byte>?);
    }
}
