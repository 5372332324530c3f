using EasyEnclave.Protocol;

namespace EasyEnclave.Agent.Tunnel;

/// <summary>What the agent must know of the reasons a status gives (protocol, section 1).</summary>
internal static class StatusReason
{
    public const string Attested = "attested";
    public const string Draining = "draining";

    private static readonly string[] Staying =
    [
        "invalid_json", "unknown_message", "missing_fields", "invalid_field", "invalid_network", "not_registered", "unexpected_attestation",
    ];

    /// <summary>Whether a refusal for this reason ends the tunnel; the others are about one frame.</summary>
    public static bool Closes(string reason) => !Staying.Contains(reason.Split(':')[0], StringComparer.Ordinal);

    /// <summary>The text as a log may show it: short, printable ASCII.</summary>
    public static string Printable(string text)
    {
        ReadOnlySpan<char> shown = text.AsSpan(0, Math.Min(text.Length, Limits.ReasonLength));
        return string.Create(shown.Length, shown, (chars, source) =>
        {
            for (int i = 0; i < chars.Length; i++)
                chars[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
        });
    }
}
