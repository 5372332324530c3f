using System.Net;
using System.Net.Http.Headers;
using EasyEnclave.Actors.Settlements;
using EasyEnclave.Actors.Store;
using EasyEnclave.Edge;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Health;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Actors.Settlements;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Tests.Edge;

/// <summary>The control listener on a real socket of this machine, over an <see cref="Estate"/>.</summary>
internal sealed class ControlHost : IAsyncDisposable
{
    public const string AdminToken = "admin-token-of-the-tests";
    public const string LauncherToken = "launcher-token-of-the-tests";
    public const string UptimeToken = "uptime-token-of-the-tests";
    public const string OtherAdminToken = "token-of-another-admin";

    private readonly WebApplication _app;

    private ControlHost(WebApplication app, Estate estate)
    {
        _app = app;
        Estate = estate;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Http = new HttpClient { BaseAddress = Address };
        Admin = new HttpClient { BaseAddress = Address };
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
    }

    public Estate Estate { get; }

    public Uri Address { get; }

    /// <summary>A caller without a token.</summary>
    public HttpClient Http { get; }

    /// <summary>A caller with the admin's token.</summary>
    public HttpClient Admin { get; }

    /// <summary>True once the server has ended, with every answer it owed.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Every endpoint there is.</summary>
    public IEnumerable<RouteEndpoint> Endpoints => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public NodeHealth Health => _app.Services.GetRequiredService<NodeHealth>();

    public static AccessOptions Access { get; } = new()
    {
        Tokens =
        [
            AccessToken.Of("admin", AccessRole.Admin, AdminToken),
            AccessToken.Of("launcher", AccessRole.Launcher, LauncherToken),
            AccessToken.Of("uptime", AccessRole.Uptime, UptimeToken),
            AccessToken.Of("alice", AccessRole.Admin, OtherAdminToken),
        ],
    };

    public static async Task<ControlHost> StartAsync(AccessOptions? access = null, Func<ControlOptions, ControlOptions>? change = null)
    {
        Estate estate = await Estate.StartAsync();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<TimeProvider>(estate.Time);
        builder.Services.AddSingleton<IStore>(estate.Store);
        builder.Services.AddSingleton(estate.Directory);
        builder.Services.AddSingleton(estate.Writer);
        builder.Services.AddSingleton(estate.Ledger);
        builder.Services.AddSingleton(estate.Feed);
        builder.Services.AddSingleton(estate.Nodes);
        builder.Services.AddSingleton(estate.Key);
        builder.Services.AddSingleton(estate.Rules);
        builder.Services.AddSingleton(Market.Times(requiresReservation: false));
        builder.Services.AddSingleton<IVerdictSigner>(new UnsignedVerdicts());
        ControlOptions options = new()
        {
            Node = new NodeIdentity("1.0.0", "node-1", "single", "production"),
            Access = access ?? Access,
            HasNetwork = network => network == NetworkName.Forge1 || network == NetworkName.Sandbox1,
        };
        builder.Services.AddControlApi((change ?? (same => same))(options));
        WebApplication app = builder.Build();
        app.UseControlProblems();
        app.UseRouting();
        app.MapControlApi();
        await app.StartAsync();
        return new ControlHost(app, estate);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Admin.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Stopped = true;
        await Estate.DisposeAsync();
    }
}
