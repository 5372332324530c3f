using System.Collections.Frozen;
using System.Text.Json;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation.Policies;

/// <summary>Reads one network of a file; what it does not say is as the built-in network of that name has it, else as strict as can be.</summary>
internal static class NetworkReader
{
    private const int MaxGraceDays = 3650;
    private const int MaxValues = 1024;
    private const int MaxPlatforms = 16_384;
    private const ulong XfamFixedBits = 0b11;

    // What a whole policy says of itself; xfam and mr_seams are absent where there is no such rule.
    private static readonly string[] Spoken =
    [
        "sealed", "trust_roots", "freshness", "pinned_registers", "stated_registers", "tcb_statuses", "tcb_grace_days", "min_tcb_evaluation_number",
        "firmware_mrtds", "require_sept_ve_disable", "allow_migratable", "service_tds", "td_attributes", "platforms",
    ];

    private static readonly string[] Roots = [TrustRoot.IntelName, TrustRoot.DevelopmentName];

    /// <summary>Reads a network.</summary>
    /// <param name="json">Its object.</param>
    /// <param name="name">Its name, which was checked.</param>
    /// <param name="development">True in development mode, where a network may take the development root.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static NetworkPolicy Read(JsonElement json, string name, bool development, List<string> faults)
    {
        var known = faults.Count;
        var members = new PolicyMembers(json, name, faults);
        var builtIn = BuiltIn(name, development);
        if (builtIn is null)
            members.Require("sealed", "trust_roots", "pinned_registers", "tcb_statuses");

        var policy = Read(members, builtIn ?? Strict(name));
        members.Choice("name", name);
        members.NothingElse();
        if (faults.Count > known)
            return policy;

        CheckTogether(members, policy, development);
        if (builtIn is not null)
            NetworkStrictness.Check(members, builtIn, policy);
        return policy;
    }

    /// <summary>Reads a network that says everything itself; what it may say is asked, whether a server may have it is not.</summary>
    public static NetworkPolicy ReadWhole(JsonElement json, string name, List<string> faults)
    {
        var members = new PolicyMembers(json, name, faults);
        members.Require(Spoken);
        var policy = Read(members, Strict(name));
        members.Choice("name", name);
        members.NothingElse();
        return policy;
    }

    /// <summary>The network that every server has by this name; null for another name.</summary>
    public static NetworkPolicy? BuiltIn(string name, bool development) => name switch
    {
        NetworkPolicy.Forge1Name => NetworkPolicy.Forge1,
        NetworkPolicy.Sandbox1Name => NetworkPolicy.Sandbox1(development),
        _ => null,
    };

    private static NetworkPolicy Strict(string name) => new()
    {
        Name = name,
        SealedRequired = true,
        TrustRoots = FrozenSet<string>.Empty,
        PinnedRegisters = [],
        AcceptedStatuses = FrozenSet<TcbStatus>.Empty,
    };

    private static NetworkPolicy Read(PolicyMembers members, NetworkPolicy before)
    {
        var freshness = members.Choice("freshness", "nonce", "channel");
        var platforms = members.TextsOr(
            "platforms", ["any", "first_use"], MaxPlatforms, text => PolicyMembers.IsLowerHex(text, 32), "a PPID of 32 lowercase hex digits", out var word);
        var statuses = members.Texts("tcb_statuses", 16, text => TcbStatuses.TryParse(text, out _), "a TCB status as Intel spells it");
        return before with
        {
            SealedRequired = members.Truth("sealed") ?? before.SealedRequired,
            TrustRoots = members.Texts("trust_roots", 2, Roots.Contains, "intel or development") ?? before.TrustRoots,
            Freshness = freshness is null ? before.Freshness : freshness == "channel" ? Freshness.Channel : Freshness.Nonce,
            PinnedRegisters = Registers(members, "pinned_registers") ?? before.PinnedRegisters,
            StatedRegisters = Registers(members, "stated_registers") ?? before.StatedRegisters,
            AcceptedStatuses = Statuses(members, statuses) ?? before.AcceptedStatuses,
            GraceDays = Grace(members) ?? before.GraceDays,
            MinTcbEvaluationNumber = members.Number("min_tcb_evaluation_number", uint.MaxValue) ?? before.MinTcbEvaluationNumber,
            FirmwareMrtds = Measurements(members, "firmware_mrtds") ?? before.FirmwareMrtds,
            RequireSeptVeDisable = members.Truth("require_sept_ve_disable") ?? before.RequireSeptVeDisable,
            AllowMigratable = members.Truth("allow_migratable") ?? before.AllowMigratable,
            AllowedServiceTds = Measurements(members, "service_tds") ?? before.AllowedServiceTds,
            KnownAttributeBits = members.Bits("td_attributes") ?? before.KnownAttributeBits,
            AllowedXfamBits = members.Bits("xfam") ?? before.AllowedXfamBits,
            AllowedMrSeams = Measurements(members, "mr_seams") ?? before.AllowedMrSeams,
            AllowedPlatforms = platforms ?? before.AllowedPlatforms,
            PinsPlatformOnFirstUse = word == "first_use" || (word is null && platforms is null && before.PinsPlatformOnFirstUse),
        };
    }

    private static FrozenSet<string>? Measurements(PolicyMembers members, string member) =>
        members.Texts(member, MaxValues, text => PolicyMembers.IsLowerHex(text, 96), "a measurement of 96 lowercase hex digits");

    // In the order in which registers are compared, whatever order they came in: the first one missing is then the same one for all.
    private static string[]? Registers(PolicyMembers members, string member) =>
        members.Texts(member, TdRegisters.Pinnable.Count, TdRegisters.Pinnable.Contains, $"one of {string.Join(", ", TdRegisters.Pinnable)}") is { } named
            ? [.. TdRegisters.Pinnable.Where(named.Contains)]
            : null;

    private static FrozenSet<TcbStatus>? Statuses(PolicyMembers members, FrozenSet<string>? names)
    {
        if (names is null)
            return null;
        var statuses = new HashSet<TcbStatus>();
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (!TcbStatuses.TryParse(name, out var status))
                continue;
            if (TcbStatuses.IsNeverAcceptable(status))
                members.Fault("tcb_statuses", $"{name} can never be accepted; remove it");
            else if (status is TcbStatus.TDRelaunchAdvised or TcbStatus.TDRelaunchAdvisedConfigurationNeeded)
                members.Fault("tcb_statuses", $"{name} can be accepted only for a time; move it to tcb_grace_days");
            else
                statuses.Add(status);
        }

        return statuses.ToFrozenSet();
    }

    private static FrozenDictionary<TcbStatus, int>? Grace(PolicyMembers members)
    {
        var days = members.Numbers("tcb_grace_days", MaxGraceDays, name =>
        {
            var known = TcbStatuses.TryParse(name, out var status);
            if (!known)
                members.Fault("tcb_grace_days", $"{PolicyMembers.Shown(name)} is no TCB status as Intel spells it");
            else if (TcbStatuses.IsNeverAcceptable(status))
                members.Fault("tcb_grace_days", $"{name} can never be accepted; remove it");
            return known && !TcbStatuses.IsNeverAcceptable(status);
        });
        return days?.ToFrozenDictionary(entry => Enum.Parse<TcbStatus>(entry.Key), entry => (int)entry.Value);
    }

    private static void CheckTogether(PolicyMembers members, NetworkPolicy policy, bool development)
    {
        if (policy.TrustRoots.Count == 0)
            members.Fault("trust_roots", "names none, so nobody could attest; name intel");
        if (!development && policy.TrustRoots.Contains(TrustRoot.DevelopmentName))
            members.Fault("trust_roots", "development is taken in development mode alone; remove it");
        if (policy.AcceptedStatuses.Count == 0 && policy.GraceDays.Count == 0)
            members.Fault("tcb_statuses", "names none, so nobody could attest; name UpToDate");
        if (policy.GraceDays.Keys.Where(policy.AcceptedStatuses.Contains).Order().ToArray() is { Length: > 0 } both)
            members.Fault("tcb_grace_days", $"{both[0]} is in tcb_statuses as well, and would have no end; take it out of one of them");
        if (policy.RequireSeptVeDisable && (policy.KnownAttributeBits & TdAttributeBits.SeptVeDisable) == 0)
            members.Fault("td_attributes", "lacks bit 28 (SEPT_VE_DISABLE), which must be set in this network; add it");
        if (policy.AllowedXfamBits is { } xfam && (xfam & XfamFixedBits) != XfamFixedBits)
            members.Fault("xfam", "lacks bits 0 and 1, which are set in every TD; add them");
        if (policy.AllowedPlatforms is { Count: 0 })
            members.Fault("platforms", "is empty, so nobody could attest; list PPIDs, or leave it out");
        if (policy.AllowedMrSeams is { Count: 0 })
            members.Fault("mr_seams", "is empty, so nobody could attest; list measurements, or leave it out");
    }
}
