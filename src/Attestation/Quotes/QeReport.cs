using System.Buffers.Binary;

namespace EasyEnclave.Attestation.Quotes;

/// <summary>The SGX report body of the TD quoting enclave, 384 bytes.</summary>
public sealed class QeReport
{
    /// <summary>The size of an SGX report body.</summary>
    public const int Length = 384;

    internal QeReport(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>The whole report, which is what the PCK key signs.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>MISCSELECT, 4 bytes in memory order.</summary>
    public ReadOnlyMemory<byte> MiscSelect => Bytes.Slice(16, 4);

    /// <summary>ATTRIBUTES, 16 bytes: flags and XFRM.</summary>
    public ReadOnlyMemory<byte> Attributes => Bytes.Slice(48, 16);

    /// <summary>The enclave's measurement, 32 bytes; reported, never compared, since Intel identifies the QE by its signer.</summary>
    public ReadOnlyMemory<byte> MrEnclave => Bytes.Slice(64, 32);

    /// <summary>The hash of the key that signed the enclave, 32 bytes.</summary>
    public ReadOnlyMemory<byte> MrSigner => Bytes.Slice(128, 32);

    /// <summary>The product number under that signer; 2 for the TD quoting enclave.</summary>
    public int IsvProdId => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.Span[256..]);

    /// <summary>The enclave's security version.</summary>
    public int IsvSvn => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.Span[258..]);

    /// <summary>The 64 bytes by which the enclave vouches for its attestation key.</summary>
    public ReadOnlyMemory<byte> ReportData => Bytes.Slice(320, 64);

    /// <summary>True if the enclave runs under a debugger's eyes (ATTRIBUTES.FLAGS bit 1).</summary>
    public bool IsDebug => (Attributes.Span[0] & 0x02) != 0;
}
