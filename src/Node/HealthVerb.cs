using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text.Json;
using EasyEnclave.Node.Options;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Node;

/// <summary>Asks a running server whether it is ready: <c>health</c>, for containers that hold no other program, or <c>health URL</c>.</summary>
internal static class HealthVerb
{
    private const int MaxAnswerBytes = 64 * 1024;

    // Shorter than any supervisor's own patience, so that it hears a reason instead of killing the question.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (Target(arguments) is not { } url)
        {
            return ExitCode.Usage;
        }

        try
        {
            return await AskAsync(url).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            await Console.Error.WriteLineAsync($"{url}: {(e is OperationCanceledException ? "no answer in time" : e.Message)}").ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    private static Uri? Target(string[] arguments)
    {
        if (arguments is [var text, ..] && !text.StartsWith('-'))
        {
            Uri? url = arguments.Length == 1 ? HealthTarget.FromText(text) : null;
            if (url is null)
            {
                Console.Error.WriteLine("usage: easyenclave health [URL, such as http://127.0.0.1:8088]   or with switches as for the server");
            }

            return url;
        }

        SettingsReader? settings = Startup.Read(arguments, HealthTarget.AsksFor);
        if (settings is null)
        {
            return null;
        }

        Uri? target = HealthTarget.FromSettings(settings);
        foreach (string fault in settings.Faults)
        {
            Console.Error.WriteLine("error: " + fault);
        }

        return target;
    }

    private static async Task<int> AskAsync(Uri url)
    {
        using CancellationTokenSource late = new(Patience, TimeProvider.System);
        using SocketsHttpHandler handler = new() { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null };
        if (IsThisMachine(url))
        {
            handler.SslOptions = OwnCertificate();
        }

        using HttpClient http = new(handler) { MaxResponseContentBufferSize = MaxAnswerBytes, Timeout = Timeout.InfiniteTimeSpan };
        using HttpResponseMessage answer = await http.GetAsync(url, late.Token).ConfigureAwait(false);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(late.Token).ConfigureAwait(false);
        string status = Status(body) ?? $"HTTP {(int)answer.StatusCode}";
        await (answer.IsSuccessStatusCode ? Console.Out : Console.Error).WriteLineAsync(status).ConfigureAwait(false);
        return answer.IsSuccessStatusCode ? ExitCode.Done : ExitCode.Failed;
    }

    private static string? Status(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, RestJson.Default.HealthAnswer)?.Status;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsThisMachine(Uri url) =>
        url.IsLoopback || (IPAddress.TryParse(url.IdnHost, out IPAddress? address) && IsOwn(address));

    // An address that can be bound is this machine's: nobody else answers there.
    private static bool IsOwn(IPAddress address)
    {
        try
        {
            using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [SuppressMessage("Security", "CA5359", Justification = "The listener on this machine is asked; its certificate names the public host, and nothing secret is said.")]
    private static SslClientAuthenticationOptions OwnCertificate() => new() { RemoteCertificateValidationCallback = static (_, _, _, _) => true };
}
