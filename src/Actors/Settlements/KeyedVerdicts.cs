using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Settlements.Verdicts;

namespace EasyEnclave.Actors.Settlements;

/// <summary>Signs verdicts by the keys that also sign attestation results.</summary>
public sealed class KeyedVerdicts(SigningKeys keys) : IVerdictSigner
{
    /// <inheritdoc />
    public string Sign(ReadOnlySpan<byte> payload) => keys.Sign(Verdict.MediaType, payload);
}
