namespace EasyEnclave.Attestation.Results;

/// <summary>The challenge that the quote answered, as it goes into the binding.</summary>
/// <param name="Nonce">64 lowercase hex digits.</param>
/// <param name="Reason">Why the agent was asked.</param>
/// <param name="ServerKey">SHA-256 of the TLS key the agent saw, lowercase hex; <c>-</c> where there was none.</param>
public sealed record ResultChallenge(string Nonce, string Reason, string ServerKey);
