using System.Text.Json;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;
using EasyEnclave.Protocol.Tunnel;

namespace EasyEnclave.Agent.Backend;

/// <summary>The answer that stands in for the backend's own.</summary>
internal static class FailureAnswer
{
    public static AgentFrame.ProxyResponse Of(ForwardFailure failure, AppName app, RequestId request)
    {
        (int status, string error, string reason) = Text(failure);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new ProxyError(error, reason, app.Value, request.Value), RestJson.Default.ProxyError);
        return new AgentFrame.ProxyResponse(request, status, [new EnvelopeHeader("Content-Type", "application/json")], body);
    }

    private static (int Status, string Error, string Reason) Text(ForwardFailure failure) => failure switch
    {
        ForwardFailure.InvalidRequest => (400, "invalid_proxy_payload", "the request's method, path or headers cannot be forwarded"),
        ForwardFailure.AgentBusy => (503, "agent_busy", "the agent has as many requests in flight as it takes"),
        ForwardFailure.BackendUnreachable => (502, "backend_unreachable", "the backend does not answer"),
        ForwardFailure.BackendMalformed => (502, "backend_malformed", "the backend's answer is not valid HTTP"),
        ForwardFailure.ResponseTooLarge => (502, "response_too_large", "the response's body is over the limit"),
        ForwardFailure.BackendTimeout => (504, "backend_timeout", "the backend did not answer in time"),
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };
}
