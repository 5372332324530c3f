using Microsoft.Extensions.Logging;

namespace EasyEnclave.Upstream.Collateral;

public sealed partial class PcsCollateralSource
{
    [LoggerMessage(2511, LogLevel.Warning, "The collateral service knows no platform {Fmspc}")]
    private partial void LogUnknown(string fmspc);

    [LoggerMessage(2512, LogLevel.Warning, "The {Part} for platform {Fmspc} could not be had")]
    private partial void LogUnavailable(string part, string fmspc);

    [LoggerMessage(2513, LogLevel.Error, "The collateral delivered for platform {Fmspc} is not taken: {Code}")]
    private partial void LogRefused(string fmspc, string code);

    [LoggerMessage(2514, LogLevel.Warning, "The collateral delivered for platform {Fmspc} is older than was seen before; the newer parts stay")]
    private partial void LogOlder(string fmspc);

    [LoggerMessage(2515, LogLevel.Error, "The collateral delivered for platform {Fmspc} could not be kept, so it is not used")]
    private partial void LogUnkept(string fmspc);
}
