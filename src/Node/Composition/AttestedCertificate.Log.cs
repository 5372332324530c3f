using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

internal sealed partial class AttestedCertificate
{
    private static partial class Log
    {
        [LoggerMessage(6101, LogLevel.Information, "The control listener's attested certificate is valid until {NotAfter:yyyy-MM-dd'T'HH:mm:ss'Z'}, its key is {Key}")]
        public static partial void Made(ILogger logger, DateTimeOffset notAfter, string key);

        [LoggerMessage(6102, LogLevel.Error, "The attested certificate was not renewed and ends at {NotAfter:yyyy-MM-dd'T'HH:mm:ss'Z'}: {Fault}")]
        public static partial void NotRenewed(ILogger logger, DateTimeOffset notAfter, string fault);
    }
}
