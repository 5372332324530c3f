namespace EasyEnclave.Actors.Proofs;

/// <summary>A quote that may count once: no nonce in it says that it is new, so it must be one that nobody has shown before.</summary>
/// <param name="Fingerprint">Its name (<see cref="Attestation.Quotes.QuoteFingerprint"/>).</param>
/// <param name="Until">How long it is remembered: as long as the certificate it came with lives.</param>
public sealed record SeenQuote(string Fingerprint, DateTimeOffset Until);
