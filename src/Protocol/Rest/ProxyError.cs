namespace EasyEnclave.Protocol.Rest;

/// <summary>Why a proxied request got no answer of the backend's.</summary>
/// <param name="Error">The stable code.</param>
/// <param name="Reason">The same for people.</param>
/// <param name="AppName">The app asked for, null when none was named.</param>
/// <param name="RequestId">The request's id, to be found in logs.</param>
public sealed record ProxyError(string Error, string Reason, string? AppName, string RequestId);
