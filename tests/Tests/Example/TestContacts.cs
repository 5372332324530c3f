using System.Net;
using System.Text;
using System.Text.Json;
using EasyEnclave.ContactDiscovery;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Tests.Example;

/// <summary>The example service on loopback, and a client that has its token.</summary>
internal sealed class TestContacts : IAsyncDisposable
{
    public const string Token = "a-token-of-the-example";

    private readonly ContactServer _server;

    private TestContacts(ContactServer server) => _server = server;

    public HttpClient Http { get; } = new();

    public ManualTime Time { get; private init; } = new();

    public RecordedLogs Logs { get; private init; } = new();

    public string Address => _server.Address;

    public static async Task<TestContacts> StartAsync(Func<ContactOptions, ContactOptions>? change = null)
    {
        ContactOptions options = new() { Address = new ListenAddress.Tcp(IPAddress.Loopback, 0), Tokens = [Token] };
        ManualTime time = new();
        RecordedLogs logs = new();
        void Record(ILoggingBuilder logging)
        {
            logging.SetMinimumLevel(LogLevel.Trace);
            logging.Services.AddSingleton<ILoggerFactory>(logs);
        }

        TestContacts contacts = new(ContactServer.Create((change ?? (same => same))(options), time, Record)) { Time = time, Logs = logs };
        await contacts._server.StartAsync(CancellationToken.None);
        return contacts;
    }

    /// <summary>Asks with the token; the status and the answer's JSON, or the undefined element without one.</summary>
    public async Task<(int Status, JsonElement Answer)> AskAsync(
        string path, string body, string? authorization = "Bearer " + Token, string type = "application/json")
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, path, body, authorization, type);
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string? authorization = null, string type = "application/json")
    {
        HttpRequestMessage request = new(method, new Uri(Address + path));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }
}
