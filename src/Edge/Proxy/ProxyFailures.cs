namespace EasyEnclave.Edge.Proxy;

/// <summary>How each failure is told: one status, one stable code, one sentence that never repeats what came from outside.</summary>
internal static class ProxyFailures
{
    /// <summary>Status, code and sentence of a failure (protocol, section 2).</summary>
    public static (int Status, string Code, string Reason) Of(ProxyFailure failure) => failure switch
    {
        ProxyFailure.Malformed => (400, "invalid_request", "the request is malformed"),
        ProxyFailure.InvalidPayload => (400, "invalid_proxy_payload", "the body is not a JSON object of method, path, headers and body_b64"),
        ProxyFailure.NotJson => (415, "unsupported_media_type", "the body must be application/json"),
        ProxyFailure.AppMissing => (400, "missing_app", "neither Host nor X-EE-App names an app"),
        ProxyFailure.AppsDisagree => (400, "app_mismatch", "Host and X-EE-App name different apps"),
        ProxyFailure.Misdirected => (421, "misdirected_request", "no app is reached under this host"),
        ProxyFailure.UnknownApp => (404, "unknown_app", "no app has this name"),
        ProxyFailure.NotAllowed => (403, "not_allowed", "the app may not be reached now"),
        ProxyFailure.NotSoMeasured => (412, "requirement_not_met", "no agent is measured as X-EE-Require asks"),
        ProxyFailure.RequestTooLarge => (413, "request_too_large", "the request is larger than its agent takes"),
        ProxyFailure.RequestTooSlow => (408, "request_timeout", "the request's body did not come to its end in time"),
        ProxyFailure.NoTunnel => (503, "no_tunnel", "no agent of the app is connected"),
        ProxyFailure.AgentBusy => (503, "agent_busy", "the agent has as many requests in flight as it may"),
        ProxyFailure.OverBudget => (503, "overloaded", "too many bytes are in flight"),
        ProxyFailure.TunnelClosed => (502, "tunnel_closed", "the tunnel ended before the agent answered"),
        ProxyFailure.AgentMalformed => (502, "malformed_response", "the answer may not be passed on"),
        ProxyFailure.ResponseTooLarge => (502, "response_too_large", "the answer is larger than is passed on"),
        ProxyFailure.AgentTimedOut => (504, "proxy_timeout", "the agent did not answer in time"),
        _ => (500, "internal_error", "the control plane made a mistake"),
    };

    /// <summary>Whether to come back in a moment helps.</summary>
    public static bool IsPassing(ProxyFailure failure) => failure is ProxyFailure.NoTunnel or ProxyFailure.AgentBusy or ProxyFailure.OverBudget;

    /// <summary>The failure's name in metrics.</summary>
    public static string Outcome(ProxyFailure failure) => failure switch
    {
        ProxyFailure.None => "answered",
        ProxyFailure.ClientGone => "client_gone",
        _ => Of(failure).Code,
    };
}
