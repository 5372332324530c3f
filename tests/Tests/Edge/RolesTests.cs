using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EasyEnclave.Edge.Access;
using EasyEnclave.Tests.Edge.Ledger;
using Microsoft.AspNetCore.Routing;

namespace EasyEnclave.Tests.Edge;

/// <summary>Which role opens which endpoint: every endpoint there is, tried with every role.</summary>
public sealed class RolesTests
{
    private const string Node = "the token of a registered node";

    // What is not listed here takes the admin's token alone: a new endpoint is closed until somebody says here that it is not.
    private static readonly Dictionary<string, AccessRole?> Open = new(StringComparer.Ordinal)
    {
        ["GET /health"] = null,
        ["GET /health/live"] = null,
        ["GET /health/ready"] = null,
        ["GET /v1/resolve/{app}"] = null,
        ["GET /v1/resolve/{app}/watch"] = null,
        ["GET /.well-known/jwks.json"] = null,
        ["POST /v1/nodes/register"] = AccessRole.Node,
        ["POST /v1/usage/report"] = AccessRole.Uptime,
        ["POST /v1/abuse/reports"] = AccessRole.Launcher,
    };

    public static TheoryData<string, string?> Tokens => new()
    {
        { "nobody", null },
        { nameof(AccessRole.Admin), ControlHost.AdminToken },
        { nameof(AccessRole.Launcher), ControlHost.LauncherToken },
        { nameof(AccessRole.Uptime), ControlHost.UptimeToken },
        { nameof(AccessRole.Node), Node },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task EveryEndpointOpensToItsRoleAndToAdminsAlone(string role, string? token)
    {
        await using ControlHost host = await ControlHost.StartAsync();
        if (token == Node)
            token = (await host.Admin.DoneAsync("/v1/nodes/register", """{"node_id":"n1"}""")).Text("node_token");

        List<string> wrong = [];
        int tried = 0;
        foreach ((string method, string pattern) in Endpoints(host))
        {
            string endpoint = $"{method} {pattern}";
            AccessRole? wanted = Open.TryGetValue(endpoint, out AccessRole? open) ? open : AccessRole.Admin;
            if (wanted is null || pattern.EndsWith("/watch", StringComparison.Ordinal))
                continue;
            bool opens = role == nameof(AccessRole.Admin) || role == wanted.ToString();
            HttpStatusCode status = await TryAsync(host, method, pattern, token);
            HttpStatusCode closed = token is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
            tried++;
            if (opens ? status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden : status != closed)
                wrong.Add($"{endpoint}: {status}");
        }

        Assert.Empty(wrong);
        Assert.True(tried > 20, $"only {tried} endpoints were tried");
    }

    private static IEnumerable<(string Method, string Pattern)> Endpoints(ControlHost host) =>
        from endpoint in host.Endpoints
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        where method != "HEAD"
        select (method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'));

    private static async Task<HttpStatusCode> TryAsync(ControlHost host, string method, string pattern, string? token)
    {
        string path = pattern.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (method == "POST")
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await host.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
