using System.Diagnostics.CodeAnalysis;

namespace EasyEnclave.Protocol.Tunnel;

/// <summary>Bytes to frames and back; total: any bytes give a frame or a refusal, never an exception.</summary>
public static class FrameCodec
{
    /// <summary>Reads what an agent sent.</summary>
    /// <param name="utf8">One whole text frame, already bounded in size by the socket's reader.</param>
    /// <param name="frame">The frame, when true is returned.</param>
    /// <param name="refusal">The reason, when false is returned.</param>
    public static bool TryReadAgentFrame(
        ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out AgentFrame? frame, [NotNullWhen(false)] out FrameRefusal? refusal)
    {
        frame = null;
        refusal = null;
        if (!FrameFields.TryRead(utf8, out FrameFields? fields))
        {
            refusal = FrameRefusal.InvalidJson;
            return false;
        }

        switch (fields.Text("type"))
        {
            case "register":
                return AgentFrameReader.TryRegister(fields, out frame, out refusal);
            case "attest_response":
                return AgentFrameReader.TryAttestResponse(fields, out frame, out refusal);
            case "health":
                frame = new AgentFrame.Health(fields.Text("status") == "pass");
                return true;
            case "proxy_response":
                return AgentFrameReader.TryProxyResponse(fields, out frame, out refusal);
            default:
                refusal = FrameRefusal.UnknownMessage;
                return false;
        }
    }

    /// <summary>Reads what the control plane sent.</summary>
    /// <param name="utf8">One whole text frame.</param>
    /// <param name="frame">The frame, when true is returned.</param>
    /// <param name="refusal">The reason, when false is returned.</param>
    public static bool TryReadControlFrame(
        ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out ControlFrame? frame, [NotNullWhen(false)] out FrameRefusal? refusal)
    {
        frame = null;
        refusal = null;
        if (!FrameFields.TryRead(utf8, out FrameFields? fields))
        {
            refusal = FrameRefusal.InvalidJson;
            return false;
        }

        switch (fields.Text("type"))
        {
            case "attest_request":
                return ControlFrameReader.TryAttestRequest(fields, out frame, out refusal);
            case "proxy_request":
                return ControlFrameReader.TryProxyRequest(fields, out frame, out refusal);
            case "status":
                return ControlFrameReader.TryStatus(fields, out frame, out refusal);
            default:
                refusal = FrameRefusal.UnknownMessage;
                return false;
        }
    }
}
