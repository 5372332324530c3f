using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EasyEnclave.Attestation.Json;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation.Policies;

/// <summary>A network policy as JSON: every rule spoken out, names in one order, so that equal policies have equal bytes.</summary>
internal static class NetworkPolicyDocument
{
    private const int MaxDepth = 4;

    public static byte[] Write(NetworkPolicy policy)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("name", policy.Name);
            json.WriteBoolean("sealed", policy.SealedRequired);
            Write(json, "trust_roots", policy.TrustRoots);
            json.WriteString("freshness", policy.Freshness == Freshness.Nonce ? "nonce" : "channel");
            Write(json, "pinned_registers", policy.PinnedRegisters);
            Write(json, "stated_registers", policy.StatedRegisters);
            Write(json, "tcb_statuses", policy.AcceptedStatuses.Select(TcbStatuses.Name));
            json.WriteStartObject("tcb_grace_days");
            foreach (var (status, days) in policy.GraceDays.OrderBy(pair => TcbStatuses.Name(pair.Key), StringComparer.Ordinal))
                json.WriteNumber(TcbStatuses.Name(status), days);
            json.WriteEndObject();
            json.WriteNumber("min_tcb_evaluation_number", policy.MinTcbEvaluationNumber);
            Write(json, "firmware_mrtds", policy.FirmwareMrtds);
            json.WriteBoolean("require_sept_ve_disable", policy.RequireSeptVeDisable);
            json.WriteBoolean("allow_migratable", policy.AllowMigratable);
            Write(json, "service_tds", policy.AllowedServiceTds);
            json.WriteString("td_attributes", Bits(policy.KnownAttributeBits));
            if (policy.AllowedXfamBits is { } xfam)
                json.WriteString("xfam", Bits(xfam));
            if (policy.AllowedMrSeams is { } modules)
                Write(json, "mr_seams", modules);
            if (policy.AllowedPlatforms is { } platforms)
                Write(json, "platforms", platforms);
            else
                json.WriteString("platforms", policy.PinsPlatformOnFirstUse ? "first_use" : "any");
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out NetworkPolicy? policy)
    {
        policy = null;
        if (!StrictJson.TryParse(json, NetworksFile.MaxBytes, MaxDepth, out var document))
            return false;
        using (document)
        {
            var faults = new List<string>();
            if (JsonFields.TryString(document.RootElement, "name", out var name) && NetworksFile.IsName(name))
                policy = NetworkReader.ReadWhole(document.RootElement, name, faults);
            if (faults.Count > 0)
                policy = null;
            return policy is not null;
        }
    }

    // Eight bytes in the order of a quote, as allowlists have them.
    private static string Bits(ulong bits)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, bits);
        return Convert.ToHexStringLower(bytes);
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values.Order(StringComparer.Ordinal))
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
