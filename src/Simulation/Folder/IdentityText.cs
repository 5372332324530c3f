using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EasyEnclave.Simulation.Certificates;

namespace EasyEnclave.Simulation.Folder;

/// <summary>A platform's identifiers as a JSON file.</summary>
internal static class IdentityText
{
    private const int Version = 1;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Write(PlatformIdentity identity) => new JsonObject
    {
        ["notice"] = "SIMULATED PLATFORM, NOT HARDWARE",
        ["version"] = Version,
        ["created_at"] = identity.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["fmspc"] = Convert.ToHexString(identity.Fmspc),
        ["ppid"] = Convert.ToHexStringLower(identity.Ppid),
        ["platform_instance_id"] = Convert.ToHexStringLower(identity.PlatformInstanceId),
        ["qe_id"] = Convert.ToHexStringLower(identity.QeId),
        ["serials"] = new JsonObject(identity.Serials.OrderBy(pair => pair.Key)
            .Select(pair => KeyValuePair.Create(pair.Key.ToString(), (JsonNode?)JsonValue.Create(Convert.ToHexStringLower(pair.Value))))),
    }.ToJsonString(Indented) + "\n";

    /// <summary>Reads what <see cref="Write"/> wrote; null where it is anything else.</summary>
    public static PlatformIdentity? Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version) return null;
            var serials = root.GetProperty("serials");
            return new PlatformIdentity
            {
                CreatedAt = root.GetProperty("created_at").GetDateTimeOffset(),
                Fmspc = Hex(root, "fmspc", 6),
                Ppid = Hex(root, "ppid", 16),
                PlatformInstanceId = Hex(root, "platform_instance_id", 16),
                QeId = Hex(root, "qe_id", 16),
                Serials = PlatformCertificates.Roles.ToDictionary(role => role, role => Hex(serials, role.ToString(), 20)),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static byte[] Hex(JsonElement parent, string name, int size)
    {
        var bytes = Convert.FromHexString(parent.GetProperty(name).GetString() ?? "");
        return bytes.Length == size ? bytes : throw new FormatException($"{name} has {bytes.Length} bytes, not {size}");
    }
}
