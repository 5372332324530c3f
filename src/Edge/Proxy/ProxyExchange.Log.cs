using EasyEnclave.Protocol.Ids;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Edge.Proxy;

/// <summary>What the proxy says in the log; a request's id is in its error and towards its agent too.</summary>
public sealed partial class ProxyExchange
{
    [LoggerMessage(4001, LogLevel.Debug, "Request {Request} for {App} got no answer: {Outcome}")]
    private static partial void LogUnanswered(ILogger logger, RequestId request, string? app, string outcome);

    [LoggerMessage(4002, LogLevel.Error, "Request {Request} for {App} met a fault of ours")]
    private static partial void LogFault(ILogger logger, Exception exception, RequestId request, string? app);

    [LoggerMessage(4003, LogLevel.Warning, "An agent of {App} answered request {Request} with a field that may not be passed on: {Field}")]
    private static partial void LogMalformed(ILogger logger, RequestId request, string? app, string field);
}
