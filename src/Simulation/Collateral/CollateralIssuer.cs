using System.Numerics;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Simulation.Certificates;
using EasyEnclave.Simulation.Keys;

namespace EasyEnclave.Simulation.Collateral;

/// <summary>Issues a platform's collateral for an instant.</summary>
internal sealed class CollateralIssuer(SimulatedPlatform platform)
{
    /// <summary>How long documents and PCK CRLs count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(30);

    /// <summary>How long the root's CRL counts.</summary>
    public static readonly TimeSpan RootWindow = TimeSpan.FromDays(365);

    /// <summary>The start of the UTC day, from which everything issued that day counts.</summary>
    public static DateTimeOffset IssueDate(DateTimeOffset now) => new(now.UtcDateTime.Date, TimeSpan.Zero);

    public CollateralBundle Issue(DateTimeOffset now, CollateralOptions options)
    {
        var authority = PlatformCertificates.Ca(options.Ca);
        var keys = platform.Keys;
        var certificates = platform.Certificates;
        var issued = IssueDate(now);
        var root = certificates.Changed(PlatformRole.Root, options.Root, keys);
        var signing = certificates.Changed(PlatformRole.TcbSigning, options.TcbSigning, keys) + root;
        return options.Bundle.Apply(new CollateralBundle
        {
            TcbInfo = options.TcbInfo.Apply(TcbInfo(issued)).Sign(keys),
            TcbInfoIssuerChain = signing,
            QeIdentity = options.QeIdentity.Apply(new() { IssueDate = issued, NextUpdate = issued + Window }).Sign(keys),
            QeIdentityIssuerChain = signing,
            RootCaCrl = options.RootCrl.Apply(Crl(PlatformRole.Root, issued, RootWindow, options.Revoked)).Encode(keys),
            PckCrl = options.PckCrl.Apply(Crl(authority, issued, Window, options.Revoked)).Encode(keys),
            PckCrlIssuerChain = certificates.Changed(authority, options.Intermediate, keys) + root,
        });
    }

    private TcbInfoRecipe TcbInfo(DateTimeOffset issued) => new()
    {
        IssueDate = issued,
        NextUpdate = issued + Window,
        Fmspc = platform.Fmspc,
        PceId = "0000",
    };

    private CrlRecipe Crl(PlatformRole issuer, DateTimeOffset issued, TimeSpan window, IReadOnlyList<PlatformRole> revoked) => new()
    {
        IssuerCommonName = platform.Certificates.Profiles.Of(issuer).CommonName,
        Signer = issuer,
        ThisUpdate = issued,
        NextUpdate = issued + window,
        // The day's number, so that it never falls while time goes on.
        Number = new BigInteger((issued - DateTimeOffset.UnixEpoch).Days),
        Revoked = [.. revoked.Where(role => platform.Certificates.Profiles.Of(role).Signer == issuer).Select(platform.SerialOf)],
    };
}
