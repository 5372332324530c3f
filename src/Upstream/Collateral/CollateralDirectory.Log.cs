using Microsoft.Extensions.Logging;

namespace EasyEnclave.Upstream.Collateral;

public sealed partial class CollateralDirectory
{
    [LoggerMessage(2531, LogLevel.Warning, "The files of platform {Fmspc} are older than was seen before; the newer parts stay")]
    private partial void LogOlder(string fmspc);

    [LoggerMessage(2532, LogLevel.Error, "The files of platform {Fmspc} are not taken: {Code}")]
    private partial void LogRefused(string fmspc, string code);

    [LoggerMessage(2533, LogLevel.Error, "The collateral of platform {Fmspc} could not be kept, so it is not used")]
    private partial void LogUnkept(string fmspc);
}
