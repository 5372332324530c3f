using System.Buffers;
using System.Text.Json;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Fuzz.Mutation;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;

namespace EasyEnclave.Fuzz.Targets;

/// <summary>The readers of JSON that nobody signed: allowlists, claims, and files of networks.</summary>
internal static class JsonTargets
{
    public static IEnumerable<FuzzTarget> All(SimulatedTd td)
    {
        var claims = SimulatedRelease.Claims("fuzz", isSealed: true);
        yield return new(
            "allowlist",
            [SimulatedRelease.Allowlist(td, claims, "v1", DateTimeOffset.UnixEpoch), .. Seeds.Kept("allowlist"), .. Seeds.Kept("json")],
            Tokens.Json,
            ReadAllowlist);
        yield return new("claims", [Write(claims), .. Seeds.Kept("claims"), .. Seeds.Kept("json")], Tokens.Json, ReadClaims);
        yield return new("networks", [.. Seeds.Kept("networks"), .. Seeds.Kept("json")], [.. Tokens.Json, .. Tokens.Networks], ReadNetworks);
    }

    private static string ReadAllowlist(byte[] bytes)
    {
        if (!Allowlist.TryParse(bytes, "v1", out var list, out var fault))
            return fault;
        return list.CheckPins(NetworkPolicy.Forge1) ?? "list for forge-1";
    }

    /// <summary>What was read, written again, is read as the same claims.</summary>
    private static string ReadClaims(byte[] bytes)
    {
        if (!Claims.TryParse(bytes, out var claims, out var fault))
            return fault;
        if (!Claims.TryParse(Write(claims), out var again, out _) || !again.CanonicalText.Span.SequenceEqual(claims.CanonicalText.Span))
            throw new UnsoundException("claims written and read again are others");
        return "claims";
    }

    /// <summary>A file with faults leaves the built-in networks as they are, and one without says so.</summary>
    private static string ReadNetworks(byte[] bytes)
    {
        var sound = NetworksFile.TryRead(bytes, development: true, out var networks, out var faults);
        if (sound != (faults.Count == 0) || !networks.ContainsKey(NetworkPolicy.Forge1Name))
            throw new UnsoundException("a file of networks is neither read nor refused");
        return sound ? $"{networks.Count} networks" : $"{Math.Min(faults.Count, 20)} faults";
    }

    private static byte[] Write(Claims claims)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            claims.WriteTo(json);
        return buffer.WrittenSpan.ToArray();
    }
}
