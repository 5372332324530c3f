using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using EasyEnclave.Bench.Reports;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Bench.Benchmarks;

/// <summary>The frames of a proxied request, written and read as both ends do it, beside a bare walk over the same JSON; on one thread.</summary>
internal static class FramesBenchmark
{
    private const int WarmUp = 20_000;
    private const int TimesInOne = 100;

    private static readonly EnvelopeHeader[] Headers =
    [
        new("Content-Type", "application/json; charset=utf-8"), new("Date", "Sun, 22 Nov 2026 05:00:00 GMT"), new("Cache-Control", "no-store"),
        new("ETag", "\"0123456789abcdef\""), new("Set-Cookie", "a=1; Path=/"), new("Set-Cookie", "b=2; Path=/"), new("Vary", "Accept"),
    ];

    public static Task RunAsync(BenchOptions options, Report report)
    {
        Work[] works = [.. Of("small", 13), .. Of("16 KiB", 16 * 1024)];
        report.Progress("warming up");
        foreach (var work in works)
        {
            for (var i = 0; i < WarmUp / TimesInOne; i++)
                work.Act();
        }

        for (var round = 0; round < options.Rounds; round++)
            Array.ForEach(works, work => work.Turn(options.Count ?? 300));
        Array.ForEach(works, work => work.Tell(report));
        report.Remark($"Each figure is of {TimesInOne} frames with {Headers.Length} header fields.");
        return Task.CompletedTask;
    }

    private static IEnumerable<Work> Of(string size, int bodyBytes)
    {
        var body = RandomNumberGenerator.GetBytes(bodyBytes);
        var request = new ControlFrame.ProxyRequest(RequestId.New(), "GET", "/some/path?q=1", Headers, body);
        var response = new AgentFrame.ProxyResponse(request.RequestId, 200, Headers, body);
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        FrameWriter.Write(buffer, request);
        var requestText = buffer.WrittenSpan.ToArray();
        buffer.ResetWrittenCount();
        FrameWriter.Write(buffer, response);
        var responseText = buffer.WrittenSpan.ToArray();

        yield return Many($"{size}: request written", () => FrameWriter.Write(Emptied(buffer), request));
        yield return Many($"{size}: request read", () => Hold(FrameCodec.TryReadControlFrame(requestText, out _, out _)));
        yield return Many($"{size}: answer written", () => FrameWriter.Write(Emptied(buffer), response));
        yield return Many($"{size}: answer read", () => Hold(FrameCodec.TryReadAgentFrame(responseText, out _, out _)));
        yield return Many($"{size}: the answer's JSON walked over", () => Walk(responseText));
    }

    private static Work Many(string name, Action act) => new(name, () =>
    {
        for (var i = 0; i < TimesInOne; i++)
            act();
    })
    { WithAllocations = true };

    private static ArrayBufferWriter<byte> Emptied(ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        return buffer;
    }

    private static void Walk(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
        }
    }

    private static void Hold(bool read)
    {
        if (!read)
            throw new InvalidOperationException("A frame was refused");
    }
}
