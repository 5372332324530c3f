using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Simulation.Collateral;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation.Certificates;

/// <summary>The standard recipe of every certificate of a platform.</summary>
internal sealed class CertificateProfiles(PlatformIdentity identity)
{
    // Collateral of the day of creation starts at midnight, and tests look back a little further: both find the certificates valid.
    private readonly DateTimeOffset _start = identity.CreatedAt.AddDays(-30);

    public CertificateRecipe Of(PlatformRole role) => role switch
    {
        PlatformRole.Root => Authority(role, SimulatedName.Root, years: 30, pathLength: 1),
        PlatformRole.PlatformCa => Authority(role, SimulatedName.PlatformCa, years: 25, pathLength: 0),
        PlatformRole.ProcessorCa => Authority(role, SimulatedName.ProcessorCa, years: 25, pathLength: 0),
        PlatformRole.TcbSigning => Leaf(role, SimulatedName.TcbSigning, PlatformRole.Root, SimulatedName.Root),
        PlatformRole.PlatformPck => Leaf(role, SimulatedName.Pck, PlatformRole.PlatformCa, SimulatedName.PlatformCa) with
        {
            Sgx = Machine() with { SgxType = 1, PlatformInstanceId = identity.PlatformInstanceId, Configuration = (true, true, true) },
        },
        PlatformRole.ProcessorPck => Leaf(role, SimulatedName.Pck, PlatformRole.ProcessorCa, SimulatedName.ProcessorCa) with { Sgx = Machine() },
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "has no certificate"),
    };

    private CertificateRecipe Authority(PlatformRole role, string name, int years, int pathLength) => new()
    {
        CommonName = name,
        IssuerCommonName = SimulatedName.Root,
        Subject = role,
        Signer = PlatformRole.Root,
        Serial = identity.Serials[role],
        NotBefore = _start,
        NotAfter = _start.AddYears(years),
        IsCa = true,
        PathLength = pathLength,
        KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
    };

    private CertificateRecipe Leaf(PlatformRole role, string name, PlatformRole signer, string issuer) => new()
    {
        CommonName = name,
        IssuerCommonName = issuer,
        Subject = role,
        Signer = signer,
        Serial = identity.Serials[role],
        NotBefore = _start,
        NotAfter = _start.AddYears(20),
    };

    private SgxExtensionRecipe Machine() => new()
    {
        Ppid = identity.Ppid,
        Components = StandardTcb.Sgx(StandardTcb.Rung).Select(svn => (byte)svn).ToArray(),
        PceSvn = StandardTcb.PceSvn,
        PceId = new byte[2],
        Fmspc = identity.Fmspc,
        SgxType = 0,
    };
}
