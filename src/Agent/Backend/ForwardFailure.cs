namespace EasyEnclave.Agent.Backend;

/// <summary>Why a request got no answer of the backend's.</summary>
internal enum ForwardFailure
{
    /// <summary>400: method, path or a header cannot be sent on.</summary>
    InvalidRequest,

    /// <summary>503: as many requests or bytes are in flight as the agent takes.</summary>
    AgentBusy,

    /// <summary>502: nobody listens at the backend, or it hung up before an answer.</summary>
    BackendUnreachable,

    /// <summary>502: what it sent is not HTTP, or holds what a header may not.</summary>
    BackendMalformed,

    /// <summary>502: the body is over the limit.</summary>
    ResponseTooLarge,

    /// <summary>504: no whole answer in time.</summary>
    BackendTimeout,
}
