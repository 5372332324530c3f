using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Simulation.Certificates;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation.Collateral;

/// <summary>
/// How collateral differs from the standard: each member changes one recipe before it is signed, <see cref="Bundle"/> the finished
/// whole.
/// </summary>
public sealed record CollateralOptions
{
    /// <summary>The authority whose PCK CRL is wanted.</summary>
    public PckCa Ca { get; init; } = PckCa.Platform;

    /// <summary>Whose certificates are withdrawn: PCKs by their CA's CRL, all others by the root's.</summary>
    public IReadOnlyList<PlatformRole> Revoked { get; init; } = [];

    /// <summary>Changes the TCB info.</summary>
    public Func<TcbInfoRecipe, TcbInfoRecipe>? TcbInfo { get; init; }

    /// <summary>Changes the QE identity.</summary>
    public Func<QeIdentityRecipe, QeIdentityRecipe>? QeIdentity { get; init; }

    /// <summary>Changes the TCB signing certificate in both documents' chains.</summary>
    public Func<CertificateRecipe, CertificateRecipe>? TcbSigning { get; init; }

    /// <summary>Changes the root certificate in all delivered chains.</summary>
    public Func<CertificateRecipe, CertificateRecipe>? Root { get; init; }

    /// <summary>Changes the PCK CA's certificate in the CRL's chain.</summary>
    public Func<CertificateRecipe, CertificateRecipe>? Intermediate { get; init; }

    /// <summary>Changes the root's CRL.</summary>
    public Func<CrlRecipe, CrlRecipe>? RootCrl { get; init; }

    /// <summary>Changes the PCK CA's CRL.</summary>
    public Func<CrlRecipe, CrlRecipe>? PckCrl { get; init; }

    /// <summary>Changes the finished bundle: drops or swaps its parts.</summary>
    public Func<CollateralBundle, CollateralBundle>? Bundle { get; init; }

    /// <summary>
    /// The first way of <see cref="CollateralWay.For"/>: with such collateral, a standard quote appraises as <paramref name="status"/>.
    /// </summary>
    public static CollateralOptions ForStatus(TcbStatus status) => CollateralWay.For(status)[0].Options;

    /// <summary>
    /// Both sets of changes, <paramref name="next"/> after this one; the CA is the one of <paramref name="next"/> unless that is the
    /// default.
    /// </summary>
    public CollateralOptions And(CollateralOptions next) => new()
    {
        Ca = next.Ca == PckCa.Platform ? Ca : next.Ca,
        Revoked = [.. Revoked, .. next.Revoked],
        TcbInfo = Change.Join(TcbInfo, next.TcbInfo),
        QeIdentity = Change.Join(QeIdentity, next.QeIdentity),
        TcbSigning = Change.Join(TcbSigning, next.TcbSigning),
        Root = Change.Join(Root, next.Root),
        Intermediate = Change.Join(Intermediate, next.Intermediate),
        RootCrl = Change.Join(RootCrl, next.RootCrl),
        PckCrl = Change.Join(PckCrl, next.PckCrl),
        Bundle = Change.Join(Bundle, next.Bundle),
    };
}
