namespace EasyEnclave.Attestation.Results;

/// <summary>How far an attester may be relied on: the tiers of AR4SI (draft-ietf-rats-ar4si, section 3.2), best first.</summary>
public enum TrustTier
{
    /// <summary>Nothing speaks against it.</summary>
    Affirming,

    /// <summary>Something does, and whoever relies on it has to know what.</summary>
    Warning,

    /// <summary>It is not to be relied on.</summary>
    Contraindicated,
}
