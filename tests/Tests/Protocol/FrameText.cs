using System.Buffers;
using System.Text;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Tests.Protocol;

/// <summary>Frames as text and back, and what a test compares of them.</summary>
internal static class FrameText
{
    public static string Of(AgentFrame frame)
    {
        ArrayBufferWriter<byte> output = new();
        FrameWriter.Write(output, frame);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Of(ControlFrame frame)
    {
        ArrayBufferWriter<byte> output = new();
        FrameWriter.Write(output, frame);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The agent's frame in a text, or the reason it is none.</summary>
    public static object Agent(string text) => Agent(Encoding.UTF8.GetBytes(text));

    public static object Agent(byte[] utf8) =>
        FrameCodec.TryReadAgentFrame(utf8, out AgentFrame? frame, out FrameRefusal? refusal) ? Whole(frame, refusal) : Why(frame, refusal);

    /// <summary>The control plane's frame in a text, or the reason it is none.</summary>
    public static object Control(string text) => Control(Encoding.UTF8.GetBytes(text));

    public static object Control(byte[] utf8) =>
        FrameCodec.TryReadControlFrame(utf8, out ControlFrame? frame, out FrameRefusal? refusal) ? Whole(frame, refusal) : Why(frame, refusal);

    private static object Whole(object frame, FrameRefusal? refusal)
    {
        Assert.Null(refusal);
        return frame;
    }

    private static string Why(object? frame, FrameRefusal? refusal)
    {
        Assert.Null(frame);
        Assert.NotNull(refusal);
        // What is refused is said in a status frame: short, ASCII, and nothing of what was sent.
        Assert.InRange(refusal.Reason.Length, 1, 120);
        Assert.All(refusal.Reason, character => Assert.InRange(character, '!', '~'));
        return refusal.Reason;
    }
}
