using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation.Certificates;

/// <summary>The certificates of a platform, as PEM, with the recipes they were made by.</summary>
internal sealed class PlatformCertificates
{
    private readonly IReadOnlyDictionary<PlatformRole, string> _pem;

    public PlatformCertificates(PlatformIdentity identity, IReadOnlyDictionary<PlatformRole, string> pem)
    {
        Profiles = new CertificateProfiles(identity);
        _pem = pem;
    }

    /// <summary>The roles that have a certificate: all but the attestation key, which the QE's report vouches for.</summary>
    public static IReadOnlyList<PlatformRole> Roles { get; } = [.. PlatformKeys.Stored.Where(role => role != PlatformRole.Attestation)];

    public CertificateProfiles Profiles { get; }

    /// <summary>The certificate of a role, one PEM block with a newline at its end.</summary>
    public string this[PlatformRole role] => _pem[role];

    public static PlatformCertificates Issue(PlatformKeys keys, PlatformIdentity identity)
    {
        var profiles = new CertificateProfiles(identity);
        return new PlatformCertificates(identity, Roles.ToDictionary(role => role, role => profiles.Of(role).ToPem(keys)));
    }

    /// <summary>The stored certificate, or one newly signed where a change is asked for.</summary>
    public string Changed(PlatformRole role, Func<CertificateRecipe, CertificateRecipe>? change, PlatformKeys keys) =>
        change is null ? _pem[role] : change(Profiles.Of(role)).ToPem(keys);

    public static PlatformRole Ca(PckCa ca) => ca == PckCa.Platform ? PlatformRole.PlatformCa : PlatformRole.ProcessorCa;

    public static PlatformRole Pck(PckCa ca) => ca == PckCa.Platform ? PlatformRole.PlatformPck : PlatformRole.ProcessorPck;
}
