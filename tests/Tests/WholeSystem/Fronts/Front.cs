using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace EasyEnclave.Tests.WholeSystem.Fronts;

/// <summary>A reverse proxy of somebody else's, running with our file on free ports of loopback.</summary>
internal sealed class Front : IAsyncDisposable
{
    /// <summary>The programs, which are also the names of the packages.</summary>
    public const string Nginx = "nginx";

    /// <inheritdoc cref="Nginx" />
    public const string Caddy = "caddy";

    /// <inheritdoc cref="Nginx" />
    public const string HaProxy = "haproxy";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly RunningProgram _program;

    private Front(string name, int port, int plainPort, FrontTls tls, RunningProgram program)
    {
        Name = name;
        Port = port;
        PlainPort = plainPort;
        Tls = tls;
        _program = program;
    }

    /// <summary>Every front there is.</summary>
    public static IReadOnlyList<string> Names { get; } = [Nginx, Caddy, HaProxy];

    public string Name { get; }

    /// <summary>The port with TLS.</summary>
    public int Port { get; }

    /// <summary>The port without.</summary>
    public int PlainPort { get; }

    public FrontTls Tls { get; }

    /// <summary>Starts one before a node's two listeners; who takes a port meanwhile is made way for.</summary>
    public static async Task<Front> StartAsync(string name, string folder, Uri control, Uri proxy, FrontTls tls)
    {
        for (int attempt = 1; ; attempt++)
        {
            string own = Directory.CreateDirectory(Path.Combine(folder, $"{name}-{attempt}")).FullName;
            (int port, int plainPort) = FreePorts();
            RunningProgram program = FrontPrograms.Start(name, own, port, plainPort, control, proxy, tls);
            if (await ListensAsync(program, port))
                return new Front(name, port, plainPort, tls, program);

            string said = program.Said;
            await program.DisposeAsync();
            Assert.True(attempt < 3, $"{name} does not start: {said}");
        }
    }

    /// <summary>An HTTP client that reaches this front under any host name.</summary>
    /// <param name="from">The address to come from; null for whatever loopback has.</param>
    public SocketsHttpHandler Handler(IPAddress? from = null) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancellation) => new NetworkStream(await ConnectAsync(Port, from, cancellation), ownsSocket: true),
        SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, errors) => Tls.Trusts(shown, errors) },
    };

    /// <summary>Sends bytes as they are over TLS, and gives all that comes until the front closes.</summary>
    public async Task<string> RawAsync(string host, string request, IPAddress? from = null)
    {
        using CancellationTokenSource patience = new(Patience);
        using Socket socket = await ConnectAsync(Port, from, patience.Token);
        await using SslStream stream = new(new NetworkStream(socket), false, (_, shown, _, errors) => Tls.Trusts(shown, errors));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, patience.Token);
        return await ExchangeAsync(stream, request, patience.Token);
    }

    /// <summary>The same on the port without TLS.</summary>
    public async Task<string> RawPlainAsync(string request)
    {
        using CancellationTokenSource patience = new(Patience);
        using Socket socket = await ConnectAsync(PlainPort, null, patience.Token);
        await using NetworkStream stream = new(socket);
        return await ExchangeAsync(stream, request, patience.Token);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private static async Task<string> ExchangeAsync(Stream stream, string request, CancellationToken cancellation)
    {
        using MemoryStream answer = new();
        try
        {
            await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(request), cancellation);
            await stream.CopyToAsync(answer, cancellation);
        }
        catch (IOException)
        {
            // Who refuses a request need not read it to its end.
        }

        return System.Text.Encoding.UTF8.GetString(answer.ToArray());
    }

    private static async Task<Socket> ConnectAsync(int port, IPAddress? from, CancellationToken cancellation)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (from is not null)
                socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<bool> ListensAsync(RunningProgram program, int port)
    {
        long start = Stopwatch.GetTimestamp();
        while (!program.Ended && Stopwatch.GetElapsedTime(start) < Patience)
        {
            try
            {
                (await ConnectAsync(port, null, CancellationToken.None)).Dispose();
                return !program.Ended;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }

        return false;
    }

    private static (int First, int Second) FreePorts()
    {
        using TcpListener first = new(IPAddress.Loopback, 0);
        using TcpListener second = new(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
