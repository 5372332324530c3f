using System.Text;
using System.Text.Json;
using EasyEnclave.Agent.Backend;
using EasyEnclave.Agent.Options;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Tunnel;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Agent;

/// <summary>Forwards one envelope and reads what came of it.</summary>
internal static class Forwarding
{
    public const int MaxBody = 64 * 1024;

    public static ControlFrame.ProxyRequest Envelope(string method, string path, string body = "", params EnvelopeHeader[] headers) =>
        new(RequestId.New(), method, path, headers, Encoding.UTF8.GetBytes(body));

    public static async Task<AgentFrame.ProxyResponse> ForwardAsync(BackendAddress backend, ControlFrame.ProxyRequest envelope, TimeProvider? time = null)
    {
        AgentOptions options = TestAgent.Options(new Uri("ws://localhost"), backend) with { MaxBodyBytes = MaxBody };
        using LocalForwarder forwarder = new(options, time ?? new ManualTime());
        AgentFrame.ProxyResponse? answer = null;
        await forwarder.ForwardAsync(
            envelope,
            (frame, _) =>
            {
                // The body's memory is only lent: what a test looks at later is a copy.
                answer = frame with { Body = frame.Body.ToArray() };
                return Task.CompletedTask;
            },
            CancellationToken.None).WaitAsync(ScriptedTunnel.Patience);
        Assert.Equal(envelope.RequestId, answer!.RequestId);
        return answer;
    }

    public static string Text(AgentFrame.ProxyResponse answer) => Encoding.UTF8.GetString(answer.Body.Span);

    public static string? Error(AgentFrame.ProxyResponse answer) => Member(answer, "error");

    public static string? Member(AgentFrame.ProxyResponse answer, string name)
    {
        using JsonDocument json = JsonDocument.Parse(answer.Body);
        return json.RootElement.GetProperty(name).GetString();
    }
}
