using System.Text;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Tests.Protocol;

/// <summary>Frames own what they hold: each is read from a buffer that is then overwritten, as a pooled one is by the next agent's frame.</summary>
public sealed class FrameOwnershipTests
{
    private const string Id = "000102030405060708090a0b0c0d0e0f";

    [Fact]
    public void AnAttestationKeepsItsClaimsAndQuoteWhenTheBufferIsUsedAgain()
    {
        var frame = (AgentFrame.AttestResponse)AgentFrameOfLentBuffer(
            """{"type":"attest_response","nonce":"00","quote":"AQID","measurements":{"sealed":true}}""");

        Assert.Equal("""{"sealed":true}""", Encoding.UTF8.GetString(frame.Measurements.Span));
        Assert.Equal([1, 2, 3], frame.Quote.ToArray());
    }

    [Fact]
    public void AnAnswerKeepsItsHeadersAndBodyWhenTheBufferIsUsedAgain()
    {
        var frame = (AgentFrame.ProxyResponse)AgentFrameOfLentBuffer(
            $$"""{"type":"proxy_response","request_id":"{{Id}}","status":200,"headers":{"A":"b"},"body_b64":"AQID"}""");

        Assert.Equal([new EnvelopeHeader("A", "b")], frame.Headers);
        Assert.Equal([1, 2, 3], frame.Body.ToArray());
    }

    [Fact]
    public void ARequestKeepsItsHeadersAndBodyWhenTheBufferIsUsedAgain()
    {
        byte[] buffer = Encoding.UTF8.GetBytes(
            $$"""{"type":"proxy_request","request_id":"{{Id}}","method":"GET","path":"/","headers":{"A":"b"},"body_b64":"AQID"}""");
        Assert.True(FrameCodec.TryReadControlFrame(buffer, out ControlFrame? read, out _));
        buffer.AsSpan().Fill((byte)'x');

        var frame = (ControlFrame.ProxyRequest)read;
        Assert.Equal([new EnvelopeHeader("A", "b")], frame.Headers);
        Assert.Equal([1, 2, 3], frame.Body.ToArray());
    }

    private static AgentFrame AgentFrameOfLentBuffer(string text)
    {
        byte[] buffer = Encoding.UTF8.GetBytes(text);
        Assert.True(FrameCodec.TryReadAgentFrame(buffer, out AgentFrame? frame, out _));
        buffer.AsSpan().Fill((byte)'x');
        return frame;
    }
}
