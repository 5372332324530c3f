using EasyEnclave.Agent.Quotes;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using EasyEnclave.Protocol.Tunnel;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Agent.Tunnel;

internal sealed partial class TunnelSession
{
    private void LogFault(Exception fault) => Log.Fault(_parts.Logger, fault);

    private void LogFrameRefused(string reason) => Log.FrameRefused(_parts.Logger, reason);

    private void LogChallenged(string reason) => Log.Challenged(_parts.Logger, reason);

    private void LogChallengeDropped(string reason) => Log.ChallengeDropped(_parts.Logger, reason);

    private void LogDeadlineMissed(string reason) => Log.DeadlineMissed(_parts.Logger, reason);

    private void LogNoQuote(QuoteFailure failure, string detail) => Log.NoQuote(_parts.Logger, failure, detail);

    private void LogAttested(AppName app, DateTimeOffset? expires, DateTimeOffset? next) =>
        Log.Attested(_parts.Logger, app, Text(expires), Text(next));

    private void LogAttestedAgain(DateTimeOffset? next) => Log.AttestedAgain(_parts.Logger, Text(next));

    private void LogRefused(string reason, string detail) => Log.Refused(_parts.Logger, reason, detail);

    private void LogStatus(StatusState state, string reason) => Log.Told(_parts.Logger, state, reason);

    private void LogDraining() => Log.Draining(_parts.Logger);

    private void LogHealth(bool pass) => Log.Health(_parts.Logger, pass);

    private static string Text(DateTimeOffset? instant) => instant is { } at ? Instants.Text(at) : "an unsaid time";

    private static partial class Log
    {
        [LoggerMessage(7020, LogLevel.Information, "Challenged: {Reason}")]
        public static partial void Challenged(ILogger logger, string reason);

        [LoggerMessage(7021, LogLevel.Information, "Attested: serving {App}, registered until {Expires}, next challenge by {Next}")]
        public static partial void Attested(ILogger logger, AppName app, string expires, string next);

        [LoggerMessage(7022, LogLevel.Debug, "Attested again, next challenge by {Next}")]
        public static partial void AttestedAgain(ILogger logger, string next);

        [LoggerMessage(7023, LogLevel.Warning, "The control plane refuses: {Reason} {Detail}")]
        public static partial void Refused(ILogger logger, string reason, string detail);

        [LoggerMessage(7024, LogLevel.Warning, "The control plane says {State}: {Reason}")]
        public static partial void Told(ILogger logger, StatusState state, string reason);

        [LoggerMessage(7025, LogLevel.Information, "The control plane's node goes away; connecting anew while this tunnel ends its requests")]
        public static partial void Draining(ILogger logger);

        [LoggerMessage(7026, LogLevel.Error, "No quote ({Failure}): {Detail}")]
        public static partial void NoQuote(ILogger logger, QuoteFailure failure, string detail);

        [LoggerMessage(7027, LogLevel.Error, "The challenge ({Reason}) was not answered in time")]
        public static partial void DeadlineMissed(ILogger logger, string reason);

        [LoggerMessage(7028, LogLevel.Warning, "A challenge ({Reason}) was dropped: too much is being done already")]
        public static partial void ChallengeDropped(ILogger logger, string reason);

        [LoggerMessage(7029, LogLevel.Warning, "A frame was not understood: {Reason}")]
        public static partial void FrameRefused(ILogger logger, string reason);

        [LoggerMessage(7030, LogLevel.Information, "The backend is well: {Pass}")]
        public static partial void Health(ILogger logger, bool pass);

        [LoggerMessage(7031, LogLevel.Error, "Something beside the tunnel failed")]
        public static partial void Fault(ILogger logger, Exception fault);
    }
}
