using System.Buffers.Binary;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation.Quotes;

/// <summary>All that decides the quoting enclave's report in a quote, and who vouches for it.</summary>
public sealed record QeRecipe
{
    /// <summary>Size of an SGX report body in bytes.</summary>
    public const int Size = 384;

    /// <summary>CPUSVN, 16 bytes.</summary>
    public ReadOnlyMemory<byte> CpuSvn { get; init; } = Convert.FromHexString("09020202030100050000000000000000");

    /// <summary>MISCSELECT.</summary>
    public uint MiscSelect { get; init; }

    /// <summary>ATTRIBUTES, 16 bytes: flags and XFRM.</summary>
    public ReadOnlyMemory<byte> Attributes { get; init; } = Convert.FromHexString("1500000000000000e700000000000000");

    /// <summary>MRENCLAVE, 32 bytes.</summary>
    public ReadOnlyMemory<byte> MrEnclave { get; init; } = Convert.FromHexString("51a7edc0de00000000000000000000000000000000000000000000000051a7ed");

    /// <summary>MRSIGNER, 32 bytes.</summary>
    public ReadOnlyMemory<byte> MrSigner { get; init; } = Convert.FromHexString(StandardTcb.QeMrSigner);

    /// <summary>ISVPRODID.</summary>
    public ushort IsvProdId { get; init; } = 2;

    /// <summary>ISVSVN.</summary>
    public ushort IsvSvn { get; init; } = StandardTcb.QeSvn;

    /// <summary>The report data, 64 bytes; null for the hash that binds the attestation key.</summary>
    public ReadOnlyMemory<byte>? ReportData { get; init; }

    /// <summary>The authentication data, 0 to 65535 bytes; real ones count from 0 to 31.</summary>
    public ReadOnlyMemory<byte> AuthenticationData { get; init; } = Convert.FromHexString("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    /// <summary>Whose public key is the attestation key in the quote and in the hash.</summary>
    public PlatformRole AttestationKey { get; init; } = PlatformRole.Attestation;

    /// <summary>Who signs the report; null for the PCK key of the chain's CA.</summary>
    public PlatformRole? Signer { get; init; }

    internal byte[] Encode(ReadOnlySpan<byte> binding)
    {
        var report = new byte[Size];
        CpuSvn.Span.CopyTo(report);
        BinaryPrimitives.WriteUInt32LittleEndian(report.AsSpan(16), MiscSelect);
        Attributes.Span.CopyTo(report.AsSpan(48, 16));
        MrEnclave.Span.CopyTo(report.AsSpan(64, 32));
        MrSigner.Span.CopyTo(report.AsSpan(128, 32));
        BinaryPrimitives.WriteUInt16LittleEndian(report.AsSpan(256), IsvProdId);
        BinaryPrimitives.WriteUInt16LittleEndian(report.AsSpan(258), IsvSvn);
        if (ReportData is { } data) data.Span.CopyTo(report.AsSpan(320, 64));
        else binding.CopyTo(report.AsSpan(320, 64));
        return report;
    }
}
