using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Simulation.Quotes;

namespace EasyEnclave.Simulation.Releases;

/// <summary>What a release of an agent would publish about itself: its claims, and the allowlist that vouches for a TD.</summary>
public static class SimulatedRelease
{
    /// <summary>The original's four claims, their hashes following from a label.</summary>
    public static Claims Claims(string label, bool isSealed)
    {
        Dictionary<string, ClaimValue> values = new()
        {
            ["agent_dir_sha256"] = new ClaimValue.Text(Hash(label, "agent_dir")),
            ["agent_py_sha256"] = new ClaimValue.Text(Hash(label, "agent_py")),
            ["vm_image_id"] = new ClaimValue.Text($"simulated-{Hash(label, "vm_image")[..16]}"),
            ["sealed"] = new ClaimValue.Truth(isSealed),
        };
        return Attestation.Binding.Claims.TryCreate(values, out var claims, out var fault) ? claims : throw new UnreachableException(fault);
    }

    /// <summary>An allowlist 1.0 (protocol, section 5) that pins MRTD and all four RTMRs to a TD's.</summary>
    /// <param name="td">The TD whose registers are pinned.</param>
    /// <param name="claims">The claims listed.</param>
    /// <param name="tag">The release's tag.</param>
    /// <param name="createdAt">When the list was made, whole seconds.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Allowlist(SimulatedTd td, Claims claims, string tag, DateTimeOffset createdAt)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteString("release_tag", tag);
            json.WriteString("created_at", createdAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WritePropertyName("measurements");
            claims.WriteTo(json);
            json.WriteString("report_data", Convert.ToHexStringLower([.. claims.Digest(), .. new byte[32]]));
            json.WriteStartObject("quote_measurements");
            Register(json, "mrtd", td.Mrtd);
            Register(json, "rtmr0", td.Rtmr0);
            Register(json, "rtmr1", td.Rtmr1);
            Register(json, "rtmr2", td.Rtmr2);
            Register(json, "rtmr3", td.Rtmr3);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Register(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> value) =>
        json.WriteString(name, Convert.ToHexStringLower(value.Span));

    private static string Hash(string label, string use) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{label}/{use}")));
}
