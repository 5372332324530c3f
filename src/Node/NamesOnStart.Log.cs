using EasyEnclave.Upstream.Dns;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node;

internal sealed partial class NamesOnStart
{
    [LoggerMessage(6601, LogLevel.Information, "Names: {Note}")]
    private partial void LogNote(string note);

    [LoggerMessage(EventId = 6602, Message = "Names: {Change}")]
    private partial void LogChange(LogLevel level, DnsChange change);

    [LoggerMessage(6603, LogLevel.Warning, "Names were not set ({Code}): {Detail}")]
    private partial void LogFault(string code, string detail);
}
