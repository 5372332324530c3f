using System.Text.Json;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Simulation.Quotes;
using EasyEnclave.Simulation.Releases;

namespace EasyEnclave.Bench.Fleet;

/// <summary>The one release that all agents of the bench run.</summary>
internal static class BenchRelease
{
    public const string Repo = "easyenclave/bench";
    public const string Tag = "v1.0.0";
    public const string Network = "sandbox-1";

    public static SimulatedTd Td { get; } = SimulatedTd.From($"{Repo}@{Tag}");

    public static Claims Claims { get; } = SimulatedRelease.Claims("bench", isSealed: false);

    /// <summary>The claims as the frame carries them.</summary>
    public static ReadOnlyMemory<byte> Measurements { get; } = Json();

    public static byte[] Allowlist() => SimulatedRelease.Allowlist(Td, Claims, Tag, TimeProvider.System.GetUtcNow());

    private static byte[] Json()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
            Claims.WriteTo(json);
        return bytes.ToArray();
    }
}
