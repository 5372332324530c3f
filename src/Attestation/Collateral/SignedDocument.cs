namespace EasyEnclave.Attestation.Collateral;

/// <summary>A JSON document as Intel signed it: the exact bytes of its body and the raw signature over them.</summary>
/// <param name="Body">The exact signed bytes, from the opening brace to its matching one.</param>
/// <param name="Signature">The ECDSA P-256 signature over SHA-256 of <paramref name="Body"/>, raw r‖s, 64 bytes.</param>
public sealed record SignedDocument(ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Signature);
