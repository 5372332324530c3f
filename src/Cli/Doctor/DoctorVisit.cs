using System.Net;
using System.Net.Sockets;
using EasyEnclave.Cli.Server;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Doctor;

/// <summary>Looks at a server from this machine, and asks it what it finds itself.</summary>
internal sealed class DoctorVisit(Shell shell, ServerAddress address)
{
    private const string Path = "v1/doctor";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Looks.</summary>
    /// <param name="all">Whether every live node is asked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was found, this machine's own findings first.</returns>
    public async Task<IReadOnlyList<DoctorNode>> LookAsync(bool all, CancellationToken cancellationToken)
    {
        var found = new List<DoctorFinding>();
        if (address.Url.Scheme == Uri.UriSchemeHttps)
            found.Add(await new TlsLook(shell, Patience).LookAsync(address.Url, cancellationToken));
        using var client = new ControlClient(shell, address);
        var asked = shell.Time.GetUtcNow();
        var begun = shell.Time.GetTimestamp();
        var answer = await client.GetAsync(all ? Path + "?all=true" : Path, cancellationToken);
        var took = shell.Time.GetElapsedTime(begun);
        if (!AnswerReader.TryRead(answer, RestJson.Default.DoctorAnswer, out var said, out var failure))
        {
            found.AddRange(Refused(failure));
            return [Here(found)];
        }

        found.Add(Findings.Ok("reach", $"{address.Url} answered in {took.TotalMilliseconds:F0} ms."));
        found.Add(Findings.Ok("token", "The token is taken, as an admin's."));
        if (said.Nodes is [{ } first, ..])
        {
            if (first.At is { } at)
                found.Add(Clock(at, asked, took));
            if (ProxyOf(first) is { } proxy)
                found.Add(await DialAsync(proxy, cancellationToken));
        }

        return [Here(found), .. said.Nodes];
    }

    /// <summary>Why there is no answer to read; pure.</summary>
    internal static IEnumerable<DoctorFinding> Refused(ServerAnswer.Failed failure) => failure.Status switch
    {
        null => [Findings.Fail("reach", failure.Detail, "Check --server or EE_CONTROL_URL, the name, the port (8088 unless set otherwise), and what stands between.")],
        401 or 403 =>
        [
            Findings.Ok("reach", "The server answers."),
            Findings.Fail(
                "token",
                $"{failure.Code}: {failure.Detail}",
                "Set EE_ADMIN_TOKEN to an admin's token of this server; without TLS it takes one from its own machine only."),
        ],
        404 => [Findings.Warn("reach", "The server answers, and is of a version that has no doctor.", "Upgrade it.")],
        _ => [Findings.Fail("reach", $"{failure.Code}: {failure.Detail}", "See the server's log.")],
    };

    /// <summary>Compares the clocks; what the answer took is no difference. Pure.</summary>
    internal static DoctorFinding Clock(DateTimeOffset theirs, DateTimeOffset asked, TimeSpan took)
    {
        var off = theirs < asked ? theirs - asked : theirs > asked + took ? theirs - asked - took : TimeSpan.Zero;
        var seen = $"The server's clock is {off.Duration().TotalSeconds:F1} s {(off < TimeSpan.Zero ? "behind" : "ahead of")} this machine's.";
        return off.Duration() < TimeSpan.FromSeconds(2)
            ? Findings.Ok("clock", "This machine's clock and the server's agree.")
            : Findings.Warn("clock", seen, "Set whichever of the two is wrong: what is signed is judged by clocks.");
    }

    private DnsEndPoint? ProxyOf(DoctorNode node) =>
        node.PublicProxyUrl is { } told ? new DnsEndPoint(told.IdnHost, told.Port)
        : node.ProxyPort is { } port ? new DnsEndPoint(address.Url.IdnHost.Trim('[', ']'), port)
        : null;

    private async Task<DoctorFinding> DialAsync(DnsEndPoint proxy, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, shell.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await using var stream = await shell.Dial(proxy, both.Token);
            return Findings.Ok("proxy", $"The proxy listener takes connections at {proxy.Host}:{proxy.Port}.");
        }
        catch (Exception away) when (away is SocketException or IOException || (away is OperationCanceledException && deadline.IsCancellationRequested))
        {
            return Findings.Fail(
                "proxy",
                $"Nothing takes connections at {proxy.Host}:{proxy.Port}, where clients of apps connect.",
                "Open the proxy listener's port (EE_PROXY_PORT, 9090 unless set otherwise), or correct EE_PUBLIC_PROXY_URL.");
        }
    }

    private DoctorNode Here(IReadOnlyList<DoctorFinding> found) => new()
    {
        Node = "this machine",
        Version = typeof(DoctorVisit).Assembly.GetName().Version!.ToString(3),
        At = shell.Time.GetUtcNow(),
        Findings = found,
    };
}
