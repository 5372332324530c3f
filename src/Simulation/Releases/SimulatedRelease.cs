using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Simulation.Releases;

/// <summary>What a release of an agent would publish about itself: its claims, and the allowlist that vouches for a TD.</summary>
public static class SimulatedRelease
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The original's four claims, their hashes following from a label.</summary>
    public static JsonObject Claims(string label, bool isSealed) => new()
    {
        ["agent_dir_sha256"] = Hash(label, "agent_dir"),
        ["agent_py_sha256"] = Hash(label, "agent_py"),
        ["vm_image_id"] = $"simulated-{Hash(label, "vm_image")[..16]}",
        ["sealed"] = isSealed,
    };

    /// <summary>An allowlist 1.0 (protocol, section 5) that pins MRTD and all four RTMRs to a TD's.</summary>
    /// <param name="td">The TD whose registers are pinned.</param>
    /// <param name="claims">The claims listed, <c>sealed</c> among them.</param>
    /// <param name="tag">The release's tag.</param>
    /// <param name="createdAt">When the list was made, whole seconds.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Allowlist(SimulatedTd td, JsonObject claims, string tag, DateTimeOffset createdAt) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["version"] = "1.0",
        ["release_tag"] = tag,
        ["created_at"] = createdAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["measurements"] = claims.DeepClone(),
        ["quote_measurements"] = new JsonObject
        {
            ["mrtd"] = Hex(td.Mrtd),
            ["rtmr0"] = Hex(td.Rtmr0),
            ["rtmr1"] = Hex(td.Rtmr1),
            ["rtmr2"] = Hex(td.Rtmr2),
            ["rtmr3"] = Hex(td.Rtmr3),
        },
    }.ToJsonString(Indented));

    private static string Hex(ReadOnlyMemory<byte> register) => Convert.ToHexStringLower(register.Span);

    private static string Hash(string label, string use) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{label}/{use}")));
}
