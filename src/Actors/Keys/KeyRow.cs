using EasyEnclave.Attestation.Signing;

namespace EasyEnclave.Actors.Keys;

/// <summary>A signing key as the store keeps it.</summary>
/// <param name="Public">Its public half, kept for ever: what it once signed can always be checked.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="UsedFrom">From when it signs; it is published before.</param>
/// <param name="Sealed">Its private half under the <see cref="SealingKey"/>; null once it signs no more.</param>
internal sealed record KeyRow(VerificationKey Public, DateTimeOffset MadeAt, DateTimeOffset UsedFrom, byte[]? Sealed);
