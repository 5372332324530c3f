using System.Net.Sockets;
using System.Text;
using EasyEnclave.Node;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Node;

/// <summary>A supervisor hears when the server serves and when it stops, on the socket that it named.</summary>
public sealed class SupervisorNoticeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ee-notice-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TheProcessSaysReadyOnceItServesAndStoppingOnceItIsTold()
    {
        string path = Path.Combine(_folder, "notify");
        using Socket supervisor = Listening(new UnixDomainSocketEndPoint(path));
        await using ServerProcess server = ServerProcess.Start([], ", proxy ", new Dictionary<string, string>
        {
            [SupervisorNotice.SocketVariable] = path,
            ["EE_DB_PATH"] = Path.Combine(_folder, "notice.db"),
            ["EE_CONTROL_BIND"] = "127.0.0.1",
            ["EE_CONTROL_PORT"] = "0",
            ["EE_PROXY_BIND"] = "127.0.0.1",
            ["EE_PROXY_PORT"] = "0",
        });

        Assert.Equal("READY=1\n", await HeardAsync(supervisor));
        await server.ServingAsync();
        await server.TerminateAsync();
        Assert.Equal("STOPPING=1\n", await HeardAsync(supervisor));
        Assert.Equal(0, await server.ExitAsync());
    }

    [Fact]
    public async Task AnAbstractNameIsReachedToo()
    {
        string name = "ee-notice-" + Guid.NewGuid().ToString("n");
        using Socket supervisor = Listening(new UnixDomainSocketEndPoint('\0' + name));

        SupervisorNotice.Send("READY=1\n", '@' + name);

        Assert.Equal("READY=1\n", await HeardAsync(supervisor));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@nobody-listens-there")]
    [InlineData("/nowhere/notify")]
    public void WhereNobodyListensNothingIsSaidAndNothingBreaks(string? address) => SupervisorNotice.Send("READY=1\n", address);

    private static Socket Listening(UnixDomainSocketEndPoint address)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(address);
        return socket;
    }

    private static async Task<string> HeardAsync(Socket socket)
    {
        byte[] notice = new byte[256];
        int length = await socket.ReceiveAsync(notice, SocketFlags.None).WaitAsync(TimeSpan.FromSeconds(60));
        return Encoding.ASCII.GetString(notice, 0, length);
    }
}
