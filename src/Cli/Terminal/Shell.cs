using System.Net;
using System.Net.Sockets;

namespace EasyEnclave.Cli.Terminal;

/// <summary>Everything a command touches besides files: streams, variables, time, the network.</summary>
internal sealed record Shell
{
    // Wide enough that a 48-byte register stands on one line beside its name.
    private const int WidthOfFiles = 160;

    /// <summary>Where results go.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Where faults go, for people; in JSON they go to <see cref="Output"/>.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input, which the file name <c>-</c> stands for.</summary>
    public required Func<Stream> Input { get; init; }

    /// <summary>Reads an environment variable; null or empty is unset.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The clock and the timers.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Makes the handler that reaches a server.</summary>
    public required Func<Uri, HttpMessageHandler> Network { get; init; }

    /// <summary>Opens a plain connection, to look at a port and at what it shows.</summary>
    public Func<DnsEndPoint, CancellationToken, Task<Stream>> Dial { get; init; } = DialAsync;

    /// <summary>Whether <see cref="Output"/> shows colours.</summary>
    public bool Colours { get; init; }

    /// <summary>Columns of <see cref="Output"/>.</summary>
    public int Width { get; init; } = WidthOfFiles;

    /// <summary>The shell this process was started from.</summary>
    public static Shell OfProcess()
    {
        var terminal = !Console.IsOutputRedirected;
        return new Shell
        {
            Output = Console.Out,
            Error = Console.Error,
            Input = Console.OpenStandardInput,
            Variable = Environment.GetEnvironmentVariable,
            Time = TimeProvider.System,
            Network = HandlerFor,
            Colours = terminal && !Console.IsErrorRedirected && !AsksForPlainText(),
            Width = terminal && Console.WindowWidth > 0 ? Console.WindowWidth : WidthOfFiles,
        };
    }

    private static bool AsksForPlainText() =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) || Environment.GetEnvironmentVariable("TERM") == "dumb";

    private static async Task<Stream> DialAsync(DnsEndPoint to, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(to, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // A redirect would carry the token to wherever it points, and a proxy would read it on its way to this very machine.
    private static SocketsHttpHandler HandlerFor(Uri server) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !server.IsLoopback,
    };
}
