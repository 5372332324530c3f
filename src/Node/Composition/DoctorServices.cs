using EasyEnclave.Actors.Clock;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Edge.Doctor;
using EasyEnclave.Node.Options;
using EasyEnclave.Upstream.Collateral;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;

namespace EasyEnclave.Node.Composition;

/// <summary>The checks of <c>GET /v1/doctor</c> that know this process: its clock, certificates, listeners and sources.</summary>
internal static class DoctorServices
{
    // Each is proven again to be told; there are a few kinds of platforms in any one place.
    private const int PlatformsMax = 32;

    /// <summary>Registers them.</summary>
    public static void AddDoctor(this IServiceCollection services, NodeOptions options, ServerIdentity identity, TrustedTime time)
    {
        services.AddSingleton(provider => new OwnListeners(options, identity, provider.GetRequiredService<IServer>()));
        services.AddSingleton(provider => new ProxyDoor(() => provider.GetRequiredService<OwnListeners>().ProxyPort));
        services.AddSingleton<IDoctorCheck>(provider => new PortsCheck(provider.GetRequiredService<OwnListeners>().TryAsync));
        services.AddSingleton<IDoctorCheck>(provider => new ClockCheck(() => time.Held, () => provider.GetService<StoreClock>()?.Offset));
        services.AddSingleton<IDoctorCheck>(new CertificatesCheck(() => [.. Certificates(identity)], time));
        services.AddSingleton<IDoctorCheck>(provider => new CollateralCheck(
            cancellationToken => AgesAsync(provider.GetRequiredService<ICollateralSource>(), cancellationToken), options.CollateralDirectory is null, time));
    }

    private static IEnumerable<CertificateWindow> Certificates(ServerIdentity identity)
    {
        if (identity.Control is { } control)
        {
            yield return Window("control listener", control.Current, own: control is AttestedCertificate);
        }

        if (identity.Proxy is { } proxy)
        {
            yield return Window("proxy listener", proxy.Current, own: false);
        }
    }

    private static CertificateWindow Window(string listener, ShownCertificate shown, bool own) =>
        new(
            listener,
            new DateTimeOffset(shown.Context.TargetCertificate.NotBefore.ToUniversalTime()),
            new DateTimeOffset(shown.Context.TargetCertificate.NotAfter.ToUniversalTime()),
            own);

    private static async ValueTask<IReadOnlyList<CollateralAge>?> AgesAsync(ICollateralSource source, CancellationToken cancellationToken) =>
        source is not ICollateralShelf shelf ? []
        : (await shelf.StandingsAsync(PlatformsMax, cancellationToken).ConfigureAwait(false))?
            .Select(kept => new CollateralAge($"{kept.Fmspc}-{(kept.Ca == PckCa.Platform ? "platform" : "processor")}", kept.FetchedAt, kept.EndsAt))
            .ToList();
}
