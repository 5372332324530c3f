using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation.Policies;

/// <summary>What a network has against an authentic quote, in words for whoever must mend it.</summary>
internal static class PolicyExplanation
{
    /// <summary>The sentence of a rule; null for one that has none.</summary>
    public static string? OfRule(string rule, NetworkPolicy policy) => rule switch
    {
        "tud_bits" => "Bits of the group TUD (TD under debug) are set.",
        "reserved_attribute_bits" => "TDATTRIBUTES has bits set whose meaning is not known, or that the network does not take.",
        "migratable" => "The TD can be moved to another platform.",
        "sept_ve_disable" => "SEPT_VE_DISABLE is not set: the host can provoke exceptions in the TD.",
        "xfam" => "XFAM has bits set that may not be, or lacks those that every TD has.",
        "seam" => "The TDX module is not one of Intel's production modules.",
        "mr_seam" => $"The TDX module is none of those that {policy.Name} lists.",
        "service_td" => "A service TD that is not listed is bound to the TD.",
        "trust_root" => $"{policy.Name} does not take this trust root.",
        "platform" => $"The machine is none of those that {policy.Name} lists by PPID.",
        "tcb_evaluation_number" => $"TCB info and QE identity must both have the evaluation number {policy.MinTcbEvaluationNumber} or a later one.",
        _ => null,
    };

    /// <summary>Why an appraisal is not taken, with what would mend it.</summary>
    public static string OfStatus(Verdict verdict, NetworkPolicy policy)
    {
        var until = TcbGrace.Until(policy, verdict.Appraisal!);
        var why = until is null ? $"{policy.Name} does not take this TCB status. " : $"The grace of {policy.Name} for this TCB status is over. ";
        return why + TcbExplanation.Of(verdict.Appraisal!, verdict.Collateral, until);
    }
}
