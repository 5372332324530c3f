using System.Buffers;
using System.Diagnostics;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Edge.Proxy;

/// <summary>The <c>traceparent</c> field (W3C Trace Context, section 3.2): kept when it is valid, else begun here; pure.</summary>
internal static class TraceParent
{
    private const int Length = 55;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a value is one: version, trace, parent and flags in lowercase hex, neither id all zeros.</summary>
    public static bool IsValid(string value) =>
        value.Length >= Length
        && value[2] == '-' && value[35] == '-' && value[52] == '-'
        && IsHex(value.AsSpan(0, 2)) && !value.StartsWith("ff", StringComparison.Ordinal)
        && IsHex(value.AsSpan(3, 32)) && value.AsSpan(3, 32).ContainsAnyExcept('0')
        && IsHex(value.AsSpan(36, 16)) && value.AsSpan(36, 16).ContainsAnyExcept('0')
        && IsHex(value.AsSpan(53, 2))
        && (value.Length == Length || (!value.StartsWith("00", StringComparison.Ordinal) && value[Length] == '-'));

    /// <summary>A new one: of the activity that runs, else of the request's own random id, so that logs and traces find each other.</summary>
    /// <param name="activity">What runs now; null when nobody traces.</param>
    /// <param name="id">The request's id.</param>
    public static string Begin(Activity? activity, RequestId id) =>
        activity is { IdFormat: ActivityIdFormat.W3C, Id: { } running } ? running : $"00-{id.Value}-{id.Value.AsSpan(0, 16)}-00";

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Hex);
}
