using EasyEnclave.Simulation.Certificates;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation;

/// <summary>What a simulated platform is called: the identifiers in its certificates, and when it was made.</summary>
internal sealed record PlatformIdentity
{
    public required DateTimeOffset CreatedAt { get; init; }

    public required byte[] Fmspc { get; init; }

    public required byte[] Ppid { get; init; }

    public required byte[] PlatformInstanceId { get; init; }

    /// <summary>16 bytes of the quoting enclave's id, first in a quote header's user data.</summary>
    public required byte[] QeId { get; init; }

    public required IReadOnlyDictionary<PlatformRole, byte[]> Serials { get; init; }

    public static PlatformIdentity From(Entropy entropy, DateTimeOffset now) => new()
    {
        CreatedAt = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero),
        // All FMSPCs of Intel's end in zeros: these begin with a mark of our own and end in a one.
        Fmspc = [0xee, 0x51, .. entropy.Bytes("fmspc", 3), 0x01],
        Ppid = entropy.Bytes("ppid", 16),
        PlatformInstanceId = entropy.Bytes("platform instance", 16),
        QeId = entropy.Bytes("qe id", 16),
        Serials = PlatformCertificates.Roles.ToDictionary(role => role, role => Serial(entropy, role)),
    };

    // Real serials have 20 bytes, some with the highest bit set, which DER writes with a leading zero: the Processor PCK has it always, the others never.
    private static byte[] Serial(Entropy entropy, PlatformRole role)
    {
        var serial = entropy.Bytes($"serial {role}", 20);
        serial[0] = role == PlatformRole.ProcessorPck ? (byte)(serial[0] | 0x80) : (byte)((serial[0] & 0x3f) | 0x40);
        return serial;
    }
}
