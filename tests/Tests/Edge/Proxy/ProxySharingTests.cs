using System.Net;
using System.Net.Sockets;
using System.Text;
using EasyEnclave.Edge.Access;
using EasyEnclave.Edge.Proxy;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Edge.Proxy;

/// <summary>That no client, slow or greedy, takes from the others what all share.</summary>
public sealed class ProxySharingTests
{
    private const int LargeBytes = 300_000;
    private static readonly (string Name, string Value) Greedy = ("X-Forwarded-For", "198.51.100.7");

    [Fact]
    public async Task ABodyThatIsOnlyAnnouncedTakesNothing()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        host.Serve();

        using TcpClient client = await host.ConnectRawAsync();
        await SayAsync(client, "POST / HTTP/1.1\r\nHost: hello.app.localhost\r\nContent-Length: 3000000\r\n\r\nabc");
        await Until.TrueAsync(() => host.Budget.Used > 0);

        Assert.InRange(host.Budget.Used, 1, BodyBudget.SmallBytes);
    }

    [Fact]
    public async Task ALargeBodyThatDoesNotComeToItsEndGivesBackWhatItHolds()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        FakeTunnel tunnel = host.Serve();

        using TcpClient client = await host.ConnectRawAsync();
        await SayAsync(client, "POST / HTTP/1.1\r\nHost: hello.app.localhost\r\nContent-Length: 3000000\r\n\r\n" + new string('a', LargeBytes));
        await Until.TrueAsync(() => host.Budget.Used > LargeBytes && host.Time.ArmedTimers > 0);
        host.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.StartsWith("HTTP/1.1 408 ", await HearAsync(client), StringComparison.Ordinal);
        Assert.Equal((0L, 0), (host.Budget.Used, tunnel.Requests.Count));
    }

    [Fact]
    public async Task AnAnswerThatIsNotTakenInTimeIsCutOff()
    {
        await using ProxyHost host = await ProxyHost.StartAsync();
        const int length = 16 * 1024 * 1024;
        host.Serve().Answers(200, new string('a', length));

        using TcpClient client = await host.ConnectRawAsync(receiveBytes: 4096);
        await SayAsync(client, "GET / HTTP/1.1\r\nHost: hello.app.localhost\r\n\r\n");
        await Until.TrueAsync(() => host.Budget.Used == length && host.Time.ArmedTimers > 0);
        host.Time.Advance(TimeSpan.FromSeconds(29 + (length / (64 * 1024))));
        Assert.Equal(length, host.Budget.Used);
        host.Time.Advance(TimeSpan.FromSeconds(1));

        await Until.TrueAsync(() => host.Budget.Used == 0);
    }

    [Fact]
    public async Task OneNeighbourhoodGetsAQuarterOfTheBytesForItsLargeBodies()
    {
        await using ProxyHost host = await ProxyHost.StartAsync(budget: 1024 * 1024);
        FakeTunnel tunnel = host.Serve();
        tunnel.Answers(200);

        await Errors.IsAsync(await PostAsync(host, LargeBytes, Greedy), 503, "overloaded");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, 100_000, Greedy)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(host, LargeBytes)).StatusCode);

        tunnel.Answers(200, new string('a', LargeBytes));
        await Errors.IsAsync(await host.GetAsync("/", "hello.app.localhost", Greedy), 503, "overloaded");
        Assert.Equal(LargeBytes, (await (await host.GetAsync()).Content.ReadAsStringAsync()).Length);
        await Until.TrueAsync(() => host.Budget.Used == 0);
    }

    [Fact]
    public async Task OneNeighbourhoodGetsAQuarterOfThePlacesToWait()
    {
        await using ProxyHost host = await ProxyHost.StartAsync(new ProxyOptions { HeldMax = 4 });
        host.Bind("hello", "agent-1");

        Task<HttpResponseMessage> first = host.GetAsync("/", "hello.app.localhost", Greedy);
        await Until.TrueAsync(() => host.Exchange.Held == 1);
        await Errors.IsAsync(await host.GetAsync("/", "hello.app.localhost", ("X-Forwarded-For", "198.51.100.200")), 503, "no_tunnel");
        Task<HttpResponseMessage> other = host.GetAsync("/", "hello.app.localhost", ("X-Forwarded-For", "203.0.113.1"));
        await Until.TrueAsync(() => host.Exchange.Held == 2);
        host.Connect("agent-1");

        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other).StatusCode);
    }

    [Fact]
    public void AShareIsOfOneNeighbourhoodAloneAndComesBack()
    {
        PrefixShares shares = new(10);

        Assert.True(shares.TryTake("198.51.100.0/24", 10));
        Assert.False(shares.TryTake("198.51.100.0/24", 1));
        Assert.True(shares.TryTake("203.0.113.0/24", 10));
        Assert.True(shares.TryTake(null, 1000));
        shares.Return("198.51.100.0/24", 4);
        Assert.True(shares.TryTake("198.51.100.0/24", 4));
        shares.Return(null, 1000);
        shares.Return("198.51.100.0/24", 10);
        Assert.True(shares.TryTake("198.51.100.0/24", 10));
    }

    private static Task<HttpResponseMessage> PostAsync(ProxyHost host, int length, params (string Name, string Value)[] headers) =>
        host.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(new byte[length]) }, "hello.app.localhost", headers);

    private static ValueTask SayAsync(TcpClient client, string text) => client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<string> HearAsync(TcpClient client)
    {
        byte[] buffer = new byte[4096];
        int read = await client.GetStream().ReadAsync(buffer);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }
}
