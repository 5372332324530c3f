using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation.Policies;

/// <summary>The rules that an authentic quote must satisfy besides its measurements.</summary>
public static class TdPolicy
{
    private const ulong XfamFixedBits = 0b11;

    /// <summary>Judges a verdict by a network's rules.</summary>
    /// <returns>The first rule broken, or null if it may pass; a verdict that is not authentic never passes.</returns>
    public static PolicyRefusal? Judge(Verdict verdict, NetworkPolicy policy)
    {
        if (!verdict.Authentic)
            return NotAuthentic(verdict);

        var report = verdict.Quote!.Body;
        var rule = RuleOfOrigin(verdict, policy);
        if (rule is not null)
            return Rule(rule, policy);
        if (report.IsDebug)
            return new PolicyRefusal("debug_enclave", "The TD runs in debug mode: its host can read and change all of it.");
        if (!TcbGrace.Takes(policy, verdict.Appraisal!, verdict.At))
            return new PolicyRefusal($"tcb_rejected:{TcbStatuses.Name(verdict.Appraisal!.Status)}", PolicyExplanation.OfStatus(verdict, policy));

        rule = RuleOfCollateral(verdict, policy) ?? RuleOfAttributes(report, policy) ?? RuleOfContext(report, policy);
        return rule is null ? null : Rule(rule, policy);
    }

    private static PolicyRefusal NotAuthentic(Verdict verdict) => verdict.Failure switch
    {
        VerificationFailure.CollateralMissing => new PolicyRefusal("collateral_unavailable"),
        { } failure => new PolicyRefusal($"quote_invalid:{VerificationFailures.Code(failure)}"),
        null => new PolicyRefusal("quote_invalid:not_appraised"),
    };

    private static PolicyRefusal Rule(string rule, NetworkPolicy policy) => new($"policy_refused:{rule}", PolicyExplanation.OfRule(rule, policy));

    private static string? RuleOfOrigin(Verdict verdict, NetworkPolicy policy)
    {
        if (!policy.TrustRoots.Contains(verdict.TrustRoot))
            return "trust_root";
        return policy.AllowedPlatforms is { } platforms && !platforms.Contains(verdict.Platform!.Ppid) ? "platform" : null;
    }

    // Two documents, each with a number of its own; real ones differ for weeks, and the older one decides.
    private static string? RuleOfCollateral(Verdict verdict, NetworkPolicy policy)
    {
        var collateral = verdict.Collateral!;
        var lowest = Math.Min(collateral.TcbInfoEvaluationNumber, collateral.QeIdentityEvaluationNumber);
        return lowest < policy.MinTcbEvaluationNumber ? "tcb_evaluation_number" : null;
    }

    private static string? RuleOfAttributes(TdReport report, NetworkPolicy policy)
    {
        var bits = report.TdAttributeBits;
        if ((bits & TdAttributeBits.UnderDebug) != 0)
            return "tud_bits";
        if ((bits & ~policy.KnownAttributeBits) != 0)
            return "reserved_attribute_bits";
        if ((bits & TdAttributeBits.Migratable) != 0 && !policy.AllowMigratable)
            return "migratable";
        return (bits & TdAttributeBits.SeptVeDisable) == 0 && policy.RequireSeptVeDisable ? "sept_ve_disable" : null;
    }

    private static string? RuleOfContext(TdReport report, NetworkPolicy policy)
    {
        if ((report.XfamBits & XfamFixedBits) != XfamFixedBits)
            return "xfam";
        if (policy.AllowedXfamBits is { } allowed && (report.XfamBits & ~allowed) != 0)
            return "xfam";
        if (!IsZero(report.MrSignerSeam) || !IsZero(report.SeamAttributes))
            return "seam";
        if (policy.AllowedMrSeams is { } modules && !modules.Contains(Convert.ToHexStringLower(report.MrSeam.Span)))
            return "mr_seam";
        return report.MrServiceTd is { } serviceTd && !IsZero(serviceTd)
            && !policy.AllowedServiceTds.Contains(Convert.ToHexStringLower(serviceTd.Span)) ? "service_td" : null;
    }

    private static bool IsZero(ReadOnlyMemory<byte> bytes) => !bytes.Span.ContainsAnyExcept((byte)0);
}
