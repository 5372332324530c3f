using EasyEnclave.Agent.Quotes;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

internal sealed partial class EndpointQuotes
{
    [LoggerMessage(6103, LogLevel.Warning, "No quote for a caller of /v1/attestation: {Failure}, {Detail}")]
    private static partial void LogNoQuote(ILogger logger, QuoteFailure failure, string detail);
}
