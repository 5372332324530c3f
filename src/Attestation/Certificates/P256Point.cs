using System.Runtime.InteropServices;

namespace EasyEnclave.Attestation.Certificates;

/// <summary>The 64 bytes of a public key, raw x‖y, as something to look keys up by.</summary>
internal readonly record struct P256Point(UInt128 X0, UInt128 X1, UInt128 Y0, UInt128 Y1)
{
    /// <summary>Reads raw x‖y, 64 bytes.</summary>
    public static P256Point Of(ReadOnlySpan<byte> raw) => MemoryMarshal.Read<P256Point>(raw);
}
