using System.Buffers.Binary;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation.Quotes;

/// <summary>The fields of a quote around its body and its certification: header, types, declared lengths and what trails.</summary>
public sealed record QuoteFrame
{
    /// <summary>The version in the header; null for the TD's.</summary>
    public ushort? Version { get; init; }

    /// <summary>The attestation key type: 2 is ECDSA P-256.</summary>
    public ushort AttestationKeyType { get; init; } = 2;

    /// <summary>The kind of TEE: 0x81 is TDX, 0 SGX.</summary>
    public uint TeeType { get; init; } = 0x81;

    /// <summary>Four reserved bytes, zero in real quotes.</summary>
    public uint Reserved { get; init; }

    /// <summary>The QE vendor, 16 bytes: Intel's, since verifiers demand it.</summary>
    public ReadOnlyMemory<byte> VendorId { get; init; } = Convert.FromHexString("939a7233f79c4ca9940a0db3957f0607");

    /// <summary>The body type of a version 5 quote; null for the TD report's.</summary>
    public ushort? BodyType { get; init; }

    /// <summary>The body size a version 5 quote declares; null for the true one.</summary>
    public uint? BodySize { get; init; }

    /// <summary>Who signs the quote.</summary>
    public PlatformRole Signer { get; init; } = PlatformRole.Attestation;

    /// <summary>The outer certification type: 6 is the QE report.</summary>
    public ushort OuterType { get; init; } = 6;

    /// <summary>The inner certification type: 5 is a PEM chain.</summary>
    public ushort InnerType { get; init; } = 5;

    /// <summary>Added to the declared length of the signature data.</summary>
    public int SignatureLengthOff { get; init; }

    /// <summary>Added to the declared length of the outer certification.</summary>
    public int OuterLengthOff { get; init; }

    /// <summary>Added to the declared length of the QE's authentication data.</summary>
    public int AuthenticationLengthOff { get; init; }

    /// <summary>Added to the declared length of the inner certification.</summary>
    public int InnerLengthOff { get; init; }

    /// <summary>Bytes inside the inner certification's container, after the chain.</summary>
    public ReadOnlyMemory<byte> InnerTail { get; init; }

    /// <summary>Bytes behind the quote, outside of every signature.</summary>
    public ReadOnlyMemory<byte> Trailing { get; init; }

    internal byte[] Encode(SimulatedTd td, ReadOnlySpan<byte> qeId, byte[] body, QuoteCertification certification, SigningKey signer)
    {
        var bodyStart = td.QuoteVersion == 5 ? 54 : 48;
        var bodyEnd = bodyStart + body.Length;
        var auth = certification.AuthenticationData.Length;
        var inner = certification.Chain.Length + InnerTail.Length;
        var length = 590 + auth + inner;
        var quote = new byte[bodyEnd + 4 + length + Trailing.Length];
        Header(quote, td, qeId, body.Length);
        body.CopyTo(quote.AsSpan(bodyStart));
        var tail = quote.AsSpan(bodyEnd);
        BinaryPrimitives.WriteInt32LittleEndian(tail, length + SignatureLengthOff);
        tail = tail[4..];
        signer.Sign(quote.AsSpan(0, bodyEnd)).CopyTo(tail);
        certification.AttestationKey.CopyTo(tail[64..]);
        BinaryPrimitives.WriteUInt16LittleEndian(tail[128..], OuterType);
        BinaryPrimitives.WriteInt32LittleEndian(tail[130..], length - 134 + OuterLengthOff);
        certification.QeReport.CopyTo(tail[134..]);
        certification.QeSignature.CopyTo(tail[518..]);
        BinaryPrimitives.WriteUInt16LittleEndian(tail[582..], (ushort)(auth + AuthenticationLengthOff));
        certification.AuthenticationData.CopyTo(tail[584..]);
        BinaryPrimitives.WriteUInt16LittleEndian(tail[(584 + auth)..], InnerType);
        BinaryPrimitives.WriteInt32LittleEndian(tail[(586 + auth)..], inner + InnerLengthOff);
        certification.Chain.CopyTo(tail[(590 + auth)..]);
        InnerTail.Span.CopyTo(tail[(590 + auth + certification.Chain.Length)..]);
        Trailing.Span.CopyTo(tail[length..]);
        return quote;
    }

    private void Header(Span<byte> quote, SimulatedTd td, ReadOnlySpan<byte> qeId, int bodySize)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(quote, Version ?? (ushort)td.QuoteVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(quote[2..], AttestationKeyType);
        BinaryPrimitives.WriteUInt32LittleEndian(quote[4..], TeeType);
        BinaryPrimitives.WriteUInt32LittleEndian(quote[8..], Reserved);
        VendorId.Span.CopyTo(quote[12..28]);
        qeId.CopyTo(quote[28..44]);
        if (td.QuoteVersion != 5) return;
        BinaryPrimitives.WriteUInt16LittleEndian(quote[48..], BodyType ?? (ushort)td.Report);
        BinaryPrimitives.WriteUInt32LittleEndian(quote[50..], BodySize ?? (uint)bodySize);
    }
}
