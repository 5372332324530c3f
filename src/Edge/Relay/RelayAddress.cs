using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using EasyEnclave.Protocol;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Edge.Relay;

/// <summary>Where an asked frame goes: it stands before the frame's first piece.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Epoch">The agent's epoch at the owner; the tunnel of another one is not meant.</param>
/// <param name="Request">The id that the frame, and its answer, name.</param>
internal readonly record struct RelayAddress(AgentId Agent, long Epoch, RequestId Request)
{
    /// <summary>The most bytes one takes.</summary>
    public const int BytesMax = FixedBytes + Limits.AgentIdLength;

    private const int RequestBytes = 32;
    private const int FixedBytes = 8 + RequestBytes + 1;

    /// <summary>Bytes this one takes.</summary>
    public int Bytes => FixedBytes + Agent.Value.Length;

    /// <summary>Writes it: epoch (8, big-endian), request id (32), length of the agent's id (1), the agent's id.</summary>
    public void Write(Span<byte> output)
    {
        BinaryPrimitives.WriteInt64BigEndian(output, Epoch);
        Encoding.ASCII.GetBytes(Request.Value, output[8..]);
        output[FixedBytes - 1] = (byte)Agent.Value.Length;
        Encoding.ASCII.GetBytes(Agent.Value, output[FixedBytes..]);
    }

    /// <summary>Takes one off the front of <paramref name="payload"/>; false where none stands there.</summary>
    public static bool TryRead(ref ReadOnlySequence<byte> payload, [NotNullWhen(true)] out RelayAddress? address)
    {
        address = null;
        Span<byte> bytes = stackalloc byte[BytesMax];
        int there = (int)Math.Min(payload.Length, BytesMax);
        payload.Slice(0, there).CopyTo(bytes);
        if (there < FixedBytes || bytes[FixedBytes - 1] is var length && there < FixedBytes + length)
        {
            return false;
        }

        if (!RequestId.TryParse(Encoding.ASCII.GetString(bytes.Slice(8, RequestBytes)), out RequestId request)
            || !AgentId.TryParse(Encoding.ASCII.GetString(bytes.Slice(FixedBytes, bytes[FixedBytes - 1])), out AgentId agent))
        {
            return false;
        }

        address = new RelayAddress(agent, BinaryPrimitives.ReadInt64BigEndian(bytes), request);
        payload = payload.Slice(address.Value.Bytes);
        return true;
    }
}
