using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EasyEnclave.Attestation.Quotes;

/// <summary>The TD report 1.0 (584 bytes) or 1.5 (648 bytes) inside a quote, each field a view of it.</summary>
public sealed class TdReport
{
    /// <summary>The size of a TD report 1.0.</summary>
    public const int Length10 = 584;

    /// <summary>The size of a TD report 1.5.</summary>
    public const int Length15 = 648;

    internal TdReport(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>The whole report.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>True for a TD report 1.5, which has <see cref="TeeTcbSvn2"/> and <see cref="MrServiceTd"/>.</summary>
    public bool IsVersion15 => Bytes.Length == Length15;

    /// <summary>TEE_TCB_SVN, 16 bytes: [0] TDX module's minor SVN, [1] its major version, [2] late microcode.</summary>
    public ReadOnlyMemory<byte> TeeTcbSvn => Bytes[..16];

    /// <summary>The measurement of the TDX module, 48 bytes.</summary>
    public ReadOnlyMemory<byte> MrSeam => Bytes.Slice(16, 48);

    /// <summary>The signer of the TDX module, 48 bytes; zero for Intel's.</summary>
    public ReadOnlyMemory<byte> MrSignerSeam => Bytes.Slice(64, 48);

    /// <summary>The attributes of the TDX module, 8 bytes.</summary>
    public ReadOnlyMemory<byte> SeamAttributes => Bytes.Slice(112, 8);

    /// <summary>TDATTRIBUTES, 8 bytes in memory order.</summary>
    public ReadOnlyMemory<byte> TdAttributes => Bytes.Slice(120, 8);

    /// <summary>XFAM, 8 bytes in memory order.</summary>
    public ReadOnlyMemory<byte> Xfam => Bytes.Slice(128, 8);

    /// <summary>The measurement of the TD's initial contents, 48 bytes.</summary>
    public ReadOnlyMemory<byte> Mrtd => Bytes.Slice(136, 48);

    /// <summary>MRCONFIGID, 48 bytes the host chose.</summary>
    public ReadOnlyMemory<byte> MrConfigId => Bytes.Slice(184, 48);

    /// <summary>MROWNER, 48 bytes the host chose.</summary>
    public ReadOnlyMemory<byte> MrOwner => Bytes.Slice(232, 48);

    /// <summary>MROWNERCONFIG, 48 bytes the host chose.</summary>
    public ReadOnlyMemory<byte> MrOwnerConfig => Bytes.Slice(280, 48);

    /// <summary>Runtime register 0, 48 bytes: the firmware's configuration.</summary>
    public ReadOnlyMemory<byte> Rtmr0 => Bytes.Slice(328, 48);

    /// <summary>Runtime register 1, 48 bytes: the boot loader and kernel.</summary>
    public ReadOnlyMemory<byte> Rtmr1 => Bytes.Slice(376, 48);

    /// <summary>Runtime register 2, 48 bytes: kernel command line and initial file system.</summary>
    public ReadOnlyMemory<byte> Rtmr2 => Bytes.Slice(424, 48);

    /// <summary>Runtime register 3, 48 bytes: whatever the running guest extends it with.</summary>
    public ReadOnlyMemory<byte> Rtmr3 => Bytes.Slice(472, 48);

    /// <summary>The 64 bytes the guest chose to have quoted.</summary>
    public ReadOnlyMemory<byte> ReportData => Bytes.Slice(520, 64);

    /// <summary>TEE_TCB_SVN_2, 16 bytes: the module now loaded, after a TD-preserving update; null in a report 1.0.</summary>
    public ReadOnlyMemory<byte>? TeeTcbSvn2 => OfVersion15(584, 16);

    /// <summary>The hash of the service TDs bound to this one, 48 bytes; null in a report 1.0.</summary>
    public ReadOnlyMemory<byte>? MrServiceTd => OfVersion15(600, 48);

    // A bare null beside a ReadOnlyMemory turns into an empty one instead of an absent one.
    private static ReadOnlyMemory<byte>? Absent => default(ReadOnlyMemory<byte>?);

    /// <summary>TDATTRIBUTES as a number, bit 0 being DEBUG.</summary>
    public ulong TdAttributeBits => BinaryPrimitives.ReadUInt64LittleEndian(TdAttributes.Span);

    /// <summary>XFAM as a number.</summary>
    public ulong XfamBits => BinaryPrimitives.ReadUInt64LittleEndian(Xfam.Span);

    /// <summary>True for a TD that its host can look into (TDATTRIBUTES bit 0).</summary>
    public bool IsDebug => (TdAttributeBits & 1) != 0;

    /// <summary>SHA-256(mrtd‖rtmr0‖rtmr1‖rtmr2‖rtmr3), 64 lowercase hex digits: one name for all that was measured.</summary>
    public string TdDigest()
    {
        Span<byte> registers = stackalloc byte[48 * 5];
        Mrtd.Span.CopyTo(registers);
        // RTMR0 to RTMR3 lie side by side.
        Bytes.Span.Slice(328, 48 * 4).CopyTo(registers[48..]);
        return Convert.ToHexStringLower(SHA256.HashData(registers));
    }

    /// <summary>The register of that name (<see cref="TdRegisters"/>), or null if there is none.</summary>
    public ReadOnlyMemory<byte>? Register(string name) => name switch
    {
        TdRegisters.Mrtd => Mrtd,
        TdRegisters.Rtmr0 => Rtmr0,
        TdRegisters.Rtmr1 => Rtmr1,
        TdRegisters.Rtmr2 => Rtmr2,
        TdRegisters.Rtmr3 => Rtmr3,
        TdRegisters.TdAttributes => TdAttributes,
        TdRegisters.Xfam => Xfam,
        TdRegisters.MrSeam => MrSeam,
        _ => Absent,
    };

    private ReadOnlyMemory<byte>? OfVersion15(int start, int length) => IsVersion15 ? Bytes.Slice(start, length) : Absent;
}
