using System.Text.Json;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation.Policies;

/// <summary>A network policy as JSON: every rule spoken out, names in one order, so that equal policies have equal bytes.</summary>
internal static class NetworkPolicyDocument
{
    public static byte[] Write(NetworkPolicy policy)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("name", policy.Name);
            json.WriteString("sealed", policy.SealedRequired ? "required" : "optional");
            Write(json, "trust_roots", policy.TrustRoots);
            json.WriteString("freshness", policy.Freshness == Freshness.Nonce ? "nonce" : "channel");
            Write(json, "pinned_registers", policy.PinnedRegisters);
            Write(json, "stated_registers", policy.StatedRegisters);
            json.WriteBoolean("pins_any_register", policy.PinsAnyRegister);
            Write(json, "accepted_statuses", policy.AcceptedStatuses.Select(TcbStatuses.Name));
            Write(json, "firmware_mrtds", policy.FirmwareMrtds);
            json.WriteBoolean("require_sept_ve_disable", policy.RequireSeptVeDisable);
            json.WriteBoolean("allow_migratable", policy.AllowMigratable);
            Write(json, "service_tds", policy.AllowedServiceTds);
            json.WriteString("known_attribute_bits", policy.KnownAttributeBits.ToString("x16", null));
            if (policy.AllowedXfamBits is { } xfam)
                json.WriteString("xfam_bits", xfam.ToString("x16", null));
            if (policy.AllowedPlatforms is { } platforms)
                Write(json, "platforms", platforms);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values.Order(StringComparer.Ordinal))
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
