namespace EasyEnclave.Actors.Agents;

/// <summary>The challenge that a quote answered: with it the binding in the quote's report_data can be computed again.</summary>
/// <param name="Nonce">64 lowercase hex digits.</param>
/// <param name="Reason"><c>register</c>, <c>periodic</c> or <c>operator</c>.</param>
/// <param name="ServerKey">SHA-256 of the TLS key the agent saw, lowercase hex; <c>-</c> where there was none.</param>
public sealed record ChallengeFacts(string Nonce, string Reason, string ServerKey);
