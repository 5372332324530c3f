namespace EasyEnclave.Edge.Proxy;

/// <summary>Every way in which a proxied request gets no answer of the backend's; <see cref="ProxyFailures"/> says how each is told.</summary>
public enum ProxyFailure
{
    /// <summary>It got one.</summary>
    None,

    /// <summary>The request is not well-formed, or asks for what is never forwarded.</summary>
    Malformed,

    /// <summary>The body of <c>POST /v1/proxy/{app}</c> is not what it should be.</summary>
    InvalidPayload,

    /// <summary>The body of <c>POST /v1/proxy/{app}</c> is not JSON by its media type.</summary>
    NotJson,

    /// <summary>Neither Host nor <c>X-EE-App</c> names an app.</summary>
    AppMissing,

    /// <summary>Host and <c>X-EE-App</c> name different apps.</summary>
    AppsDisagree,

    /// <summary>The host is not one that apps are reached under here.</summary>
    Misdirected,

    /// <summary>Nobody has bound the name.</summary>
    UnknownApp,

    /// <summary>The app is known and may not be reached now; its status says why.</summary>
    NotAllowed,

    /// <summary>No agent that may serve is measured as the request asks.</summary>
    NotSoMeasured,

    /// <summary>The request is larger than an agent takes.</summary>
    RequestTooLarge,

    /// <summary>A large body did not come to its end in time.</summary>
    RequestTooSlow,

    /// <summary>No agent is connected, and none came in time.</summary>
    NoTunnel,

    /// <summary>The agent has as many requests in flight as it may.</summary>
    AgentBusy,

    /// <summary>Bodies in flight take all the memory they may.</summary>
    OverBudget,

    /// <summary>The tunnel ended after the request had been sent.</summary>
    TunnelClosed,

    /// <summary>The agent's answer is not one that may be passed on.</summary>
    AgentMalformed,

    /// <summary>The agent's answer is too large.</summary>
    ResponseTooLarge,

    /// <summary>The agent did not answer in time.</summary>
    AgentTimedOut,

    /// <summary>The client went away; nobody is told.</summary>
    ClientGone,

    /// <summary>A mistake of ours.</summary>
    Fault,
}
