using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using EasyEnclave.Cli.Terminal;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Server;

/// <summary>Follows a server's event stream (text/event-stream), of which only the data lines matter here.</summary>
internal static class EventTail
{
    private const int MaxLineBytes = 1024 * 1024;

    private static ReadOnlySpan<byte> DataField => "data:"u8;

    /// <summary>Hands on each event until the server ends the stream or the wait is ended.</summary>
    public static async Task<Outcome> FollowAsync(
        ControlClient client, string path, Action<EventView> handOn, CancellationToken cancellationToken)
    {
        var (response, failure) = await client.FollowAsync(path, cancellationToken);
        if (response is null)
            return failure!.ToOutcome();
        using (response)
        {
            var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken));
            try
            {
                while (true)
                {
                    var read = await reader.ReadAsync(cancellationToken);
                    var rest = HandOnLines(read.Buffer, handOn);
                    if (read.IsCompleted)
                        return Outcome.Refused("stream_ended", "The server ended the stream.");
                    if (rest.Length > MaxLineBytes)
                        return Outcome.Refused("bad_answer", "An event is larger than any event is.");
                    reader.AdvanceTo(rest.Start, rest.End);
                }
            }
            catch (Exception broken) when (broken is IOException or JsonException)
            {
                return Outcome.Refused("stream_broken", "The stream broke, or held something that is no event.");
            }
            finally
            {
                await reader.CompleteAsync();
            }
        }
    }

    private static ReadOnlySequence<byte> HandOnLines(ReadOnlySequence<byte> buffer, Action<EventView> handOn)
    {
        while (buffer.PositionOf((byte)'\n') is { } end)
        {
            ReadOnlySpan<byte> line = buffer.Slice(0, end).ToArray();
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            if (line.StartsWith(DataField) && JsonSerializer.Deserialize(line[DataField.Length..], RestJson.Default.EventView) is { } entry)
                handOn(entry);
        }

        return buffer;
    }
}
