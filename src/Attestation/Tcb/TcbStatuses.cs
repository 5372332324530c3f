using System.Collections.Frozen;

namespace EasyEnclave.Attestation.Tcb;

/// <summary>Intel's spelling of the statuses, which is also the wire's.</summary>
public static class TcbStatuses
{
    private static readonly FrozenDictionary<TcbStatus, string> Names = Enum.GetValues<TcbStatus>()
        .ToFrozenDictionary(status => status, status => status.ToString());

    private static readonly FrozenDictionary<string, TcbStatus> All = Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    // What a signed document may say. The relaunch statuses and "not supported" are conclusions of ours.
    private static readonly FrozenDictionary<string, TcbStatus> Signed = new[]
    {
        TcbStatus.UpToDate, TcbStatus.SWHardeningNeeded, TcbStatus.ConfigurationNeeded, TcbStatus.ConfigurationAndSWHardeningNeeded,
        TcbStatus.OutOfDate, TcbStatus.OutOfDateConfigurationNeeded, TcbStatus.Revoked,
    }.ToFrozenDictionary(status => status.ToString(), StringComparer.Ordinal);

    /// <summary>The status as Intel writes it.</summary>
    public static string Name(TcbStatus status) => Names[status];

    /// <summary>The status of that very spelling; false for anything else.</summary>
    public static bool TryParse(string name, out TcbStatus status) => All.TryGetValue(name, out status);

    /// <summary>True for the two that no policy may accept.</summary>
    public static bool IsNeverAcceptable(TcbStatus status) => status is TcbStatus.Revoked or TcbStatus.TcbNotSupported;

    internal static bool TryParseSigned(string name, out TcbStatus status) => Signed.TryGetValue(name, out status);
}
