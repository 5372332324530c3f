using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation.Policies;

/// <summary>What a file may not take away from a network that everybody knows by its name: its rules may become stricter, with few exceptions.</summary>
/// <remarks>
/// The exceptions of <c>forge-1</c> (and of <c>sandbox-1</c>, which takes them already) are the two Configuration statuses for a time,
/// and known firmware in place of an MRTD that lists of version 1.0 cannot hold.
/// </remarks>
internal static class NetworkStrictness
{
    private static readonly TcbStatus[] GraceAllowed = [TcbStatus.ConfigurationNeeded, TcbStatus.ConfigurationAndSWHardeningNeeded];

    /// <summary>Adds a fault for each rule that is weaker than the built-in one.</summary>
    public static void Check(PolicyMembers members, NetworkPolicy builtIn, NetworkPolicy policy)
    {
        Unless(policy.SealedRequired || !builtIn.SealedRequired, "sealed", "must stay true");
        Unless(policy.TrustRoots.All(builtIn.TrustRoots.Contains), "trust_roots", $"may name {Join(builtIn.TrustRoots)} alone");
        Unless(policy.Freshness == builtIn.Freshness || policy.Freshness == Freshness.Nonce, "freshness", "must stay nonce");
        Unless(
            builtIn.PinnedRegisters.All(policy.PinnedRegisters.Contains),
            "pinned_registers",
            $"must go on naming {string.Join(", ", builtIn.PinnedRegisters)}");
        Unless(
            builtIn.StatedRegisters.All(name => policy.StatedRegisters.Contains(name) || policy.PinnedRegisters.Contains(name)),
            "stated_registers",
            $"must go on naming {string.Join(", ", builtIn.StatedRegisters)}, where they are not pinned");
        Unless(
            policy.AcceptedStatuses.All(builtIn.AcceptedStatuses.Contains),
            "tcb_statuses",
            $"may name {Join(builtIn.AcceptedStatuses.Order().Select(TcbStatuses.Name))} alone, {Join(GraceAllowed.Select(TcbStatuses.Name))} in tcb_grace_days");
        Unless(
            policy.GraceDays.Keys.All(status => GraceAllowed.Contains(status) || builtIn.AcceptedStatuses.Contains(status)),
            "tcb_grace_days",
            $"may add {Join(GraceAllowed.Select(TcbStatuses.Name))} alone");
        Unless(policy.MinTcbEvaluationNumber >= builtIn.MinTcbEvaluationNumber, "min_tcb_evaluation_number", "must not fall");
        Unless((policy.KnownAttributeBits & ~builtIn.KnownAttributeBits) == 0, "td_attributes", "may take bits away alone");
        Unless(policy.RequireSeptVeDisable, "require_sept_ve_disable", "must stay true");
        Unless(!policy.AllowMigratable, "allow_migratable", "must stay false");
        Unless(policy.AllowedServiceTds.All(builtIn.AllowedServiceTds.Contains), "service_tds", "must stay empty");

        void Unless(bool holds, string member, string remedy)
        {
            if (!holds)
                members.Fault(member, $"{remedy}: this network is the same everywhere; define one of another name for other rules");
        }
    }

    private static string Join(IEnumerable<string> names) => string.Join(" and ", names.Order(StringComparer.Ordinal));
}
