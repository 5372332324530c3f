using System.Security.Cryptography;
using System.Text.Json;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Allowlists;

/// <summary>Reads the JSON of an allowlist; whatever it does not understand about a register refuses the list.</summary>
internal static class AllowlistParser
{
    private const int MaxDepth = 8;

    public static bool TryParse(ReadOnlyMemory<byte> bytes, string? releaseTag, out Allowlist? allowlist, out string fault)
    {
        allowlist = null;
        if (!StrictJson.TryParse(bytes, Allowlist.MaxBytes, MaxDepth, out var document))
        {
            fault = "not a JSON document of at most 1 MiB without repeated names";
            return false;
        }

        using (document)
        {
            if (!TryReadHead(document.RootElement, releaseTag, out var version, out var tag, out fault))
                return false;
            if (!TryReadClaims(document.RootElement, out var claims, out fault))
                return false;
            if (!TryReadSets(document.RootElement, version, out var sets, out fault))
                return false;

            var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
            allowlist = new Allowlist(version, tag, sha256, claims!, sets);
            return true;
        }
    }

    private static bool TryReadHead(JsonElement root, string? releaseTag, out AllowlistVersion version, out string tag, out string fault)
    {
        fault = "";
        version = AllowlistVersion.V10;
        tag = "";
        if (!JsonFields.TryString(root, "version", out var text) || text is not ("1.0" or "1.1"))
            fault = "'version' is neither \"1.0\" nor \"1.1\"";
        else if (!JsonFields.TryString(root, "release_tag", out var named) || (releaseTag ?? named) != named)
            fault = "'release_tag' is not the release it was found at";
        else
            tag = named;

        if (text == "1.1")
            version = AllowlistVersion.V11;
        return fault.Length == 0;
    }

    private static bool TryReadClaims(JsonElement root, out Claims? claims, out string fault)
    {
        claims = null;
        fault = "'measurements' is missing or no object";
        return JsonFields.TryObject(root, "measurements", out var measurements) && Claims.TryParse(measurements, out claims, out fault);
    }

    private static bool TryReadSets(JsonElement root, AllowlistVersion version, out IReadOnlyList<RegisterSet> sets, out string fault)
    {
        sets = [];
        fault = "'quote_measurements' is missing or no object: claims alone prove nothing";
        return JsonFields.TryObject(root, "quote_measurements", out var registers)
            && RegisterSetReader.TryRead(registers, version, out sets, out fault);
    }
}
