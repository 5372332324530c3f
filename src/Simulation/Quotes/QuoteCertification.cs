namespace EasyEnclave.Simulation.Quotes;

/// <summary>
/// The part of a quote that stays the same from quote to quote: the attestation key, the QE's signed report over it, and the PCK chain.
/// </summary>
internal sealed record QuoteCertification(byte[] AttestationKey, byte[] QeReport, byte[] QeSignature, byte[] AuthenticationData, byte[] Chain);
