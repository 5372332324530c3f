using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation.Allowlists;

/// <summary>One combination of registers that an allowlist admits, such as one firmware's.</summary>
/// <param name="Rules">The rules by register name; a register without one is not spoken of.</param>
public sealed record RegisterSet(IReadOnlyDictionary<string, RegisterRule> Rules)
{
    /// <summary>The register that this set would have to pin or speak of in the network but does not; null if none.</summary>
    internal string? MissingPin(NetworkPolicy policy, RegisterRule.OneOf? firmware)
    {
        foreach (var name in policy.PinnedRegisters)
        {
            if (RuleOf(name, firmware) is not RegisterRule.OneOf)
                return name;
        }

        foreach (var name in policy.StatedRegisters)
        {
            if (RuleOf(name, firmware) is null)
                return name;
        }

        return TdRegisters.Measured.Any(name => RuleOf(name, firmware) is RegisterRule.OneOf) ? null : TdRegisters.Mrtd;
    }

    /// <summary>The place in <see cref="TdRegisters.Pinnable"/> of the first register that breaks its rule; null if none does.</summary>
    internal int? FirstMismatch(TdReport report, RegisterRule.OneOf? firmware)
    {
        for (var place = 0; place < TdRegisters.Pinnable.Count; place++)
        {
            var name = TdRegisters.Pinnable[place];
            if (RuleOf(name, firmware) is { } rule && !rule.Admits(report.Register(name)!.Value.Span))
                return place;
        }

        return null;
    }

    /// <summary>The registers this set pins to values.</summary>
    internal IReadOnlyList<string> Pinned(RegisterRule.OneOf? firmware) =>
        [.. TdRegisters.Pinnable.Where(name => RuleOf(name, firmware) is RegisterRule.OneOf)];

    private RegisterRule? RuleOf(string name, RegisterRule.OneOf? firmware) =>
        Rules.GetValueOrDefault(name) ?? (name == TdRegisters.Mrtd ? firmware : null);
}
