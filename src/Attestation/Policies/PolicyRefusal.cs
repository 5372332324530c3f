namespace EasyEnclave.Attestation.Policies;

/// <summary>Why an authentic quote may not pass in a network.</summary>
/// <param name="Reason">
/// The reason as it stands on the wire: <c>debug_enclave</c>, <c>tcb_rejected:&lt;status&gt;</c>, <c>policy_refused:&lt;rule&gt;</c>, and
/// for a verdict that is not authentic <c>quote_invalid:&lt;code&gt;</c> or <c>collateral_unavailable</c>; those of the release's
/// allowlist are told at <see cref="Appraisals.ReleaseRules.Judge"/>.
/// </param>
/// <param name="Detail">More for people, in words of our own; null when the reason says it all.</param>
public sealed record PolicyRefusal(string Reason, string? Detail = null);
