using System.Buffers;
using System.Diagnostics;
using System.Net.WebSockets;
using EasyEnclave.Bench.Fleet;
using EasyEnclave.Bench.Processes;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>Strangers that register without end for a network that does not exist: what refusing them costs.</summary>
internal static class StrangerFlood
{
    private const int Strangers = 64;

    public static async Task RunAsync(int registrations, ControlPlaneProcess node, Report report)
    {
        report.Progress($"{registrations} registrations by strangers");
        var frame = new ArrayBufferWriter<byte>();
        FrameWriter.Write(frame, new AgentFrame.Register(
            RepoName.Parse(BenchRelease.Repo),
            ReleaseTag.Parse(BenchRelease.Tag),
            AppName.Parse("stranger"),
            NetworkName.Parse("nowhere-1"),
            AgentId.Parse("stranger"),
            NodeId.Parse("stranger"),
            1));
        var left = registrations;
        var cpu = ProcessCpu.Seconds([node.Id]);
        var begun = Stopwatch.GetTimestamp();
        using var dialer = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null });
        await Task.WhenAll(Enumerable.Range(0, Strangers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await RegisterAsync(node.TunnelUrl, dialer, frame.WrittenMemory);
        })));
        var elapsed = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        cpu = ProcessCpu.Seconds([node.Id]) - cpu;
        report.Add("strangers connected and refused", "1/s", registrations / elapsed);
        report.Add("control plane: CPU of one refusal", "us", cpu * 1e6 / registrations);
        report.Add("control plane: resident after the strangers", "MiB", ProcessMemory.Of(node.Id).Resident / (1024.0 * 1024));
    }

    private static async Task RegisterAsync(Uri tunnel, HttpMessageInvoker dialer, ReadOnlyMemory<byte> frame)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(tunnel, dialer, late.Token);
        await socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, late.Token);
        var buffer = new byte[1024];
        var answer = await socket.ReceiveAsync(buffer.AsMemory(), late.Token);
        if (!FrameCodec.TryReadControlFrame(buffer.AsMemory(0, answer.Count), out var frameBack, out _)
            || frameBack is not ControlFrame.Status { State: StatusState.Invalid })
        {
            throw new InvalidOperationException("A stranger was not refused");
        }
    }
}
