using System.Globalization;
using System.Text;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Attestation.Tcb;

/// <summary>Why a platform has the status it has and what would mend it, in one text for the command line, the API, agents and events.</summary>
/// <remarks>ASCII, at most <see cref="MaxLength"/> characters, one line; names out of Intel's documents stand in it only where they are plainly written.</remarks>
public static class TcbExplanation
{
    /// <summary>No explanation is longer, in characters.</summary>
    public const int MaxLength = 1500;

    private const int MaxShortfalls = 8;
    private const int MaxAdvisories = 16;
    private const int MaxAdvisoryLength = 32;

    /// <summary>Explains an appraisal.</summary>
    /// <param name="appraisal">What was found.</param>
    /// <param name="collateral">The collateral it was found by.</param>
    /// <param name="graceUntil">When a network's grace for it ends or ended; null where there is none.</param>
    public static string Of(TcbAppraisal appraisal, CollateralWindow? collateral, DateTimeOffset? graceUntil)
    {
        var text = new StringBuilder().Append(TcbStatuses.Name(appraisal.Status)).Append(": ").Append(Remedy(appraisal)).Append('.');
        if (appraisal.Shortfalls.Count > 0)
            text.Append(" Below the newest level: ").Append(Listed([.. appraisal.Shortfalls.Select(Shortfall)], MaxShortfalls, "; ")).Append('.');
        if (appraisal.Advisories.Count > 0)
            text.Append(" Advisories: ").Append(Advisories(appraisal.Advisories)).Append('.');
        if (appraisal.TcbDate is { } date)
            text.Append(" What was known by ").Append(Instant(date)).Append(" is mended on this platform.");
        if (graceUntil is { } grace)
            text.Append(" The network's grace for it ends at ").Append(Instant(grace)).Append('.');
        if (collateral is not null)
            text.Append(" The collateral that says so ends at ").Append(Instant(collateral.EarliestNextUpdate)).Append('.');
        return text.Length <= MaxLength ? text.ToString() : text.ToString(0, MaxLength);
    }

    private static string Remedy(TcbAppraisal appraisal) => appraisal.Status switch
    {
        TcbStatus.UpToDate => "nothing is known to be wrong",
        TcbStatus.SWHardeningNeeded => "software in the TD must mitigate what the advisories say",
        TcbStatus.ConfigurationNeeded => "change BIOS settings as the advisories say",
        TcbStatus.ConfigurationAndSWHardeningNeeded => "change BIOS settings as the advisories say; software in the TD must mitigate the rest",
        TcbStatus.OutOfDate => Updates(appraisal),
        TcbStatus.OutOfDateConfigurationNeeded => Updates(appraisal) + ", and change BIOS settings as the advisories say",
        TcbStatus.TDRelaunchAdvised => "the host has the mended TDX module already; start this TD anew",
        TcbStatus.TDRelaunchAdvisedConfigurationNeeded =>
            "the host has the mended TDX module already; change its BIOS settings as the advisories say, and start this TD anew",
        TcbStatus.TcbNotSupported => "an SVN is below every level that Intel lists; " + Updates(appraisal),
        _ => "Intel withdrew what this platform runs on; " + Updates(appraisal),
    };

    private static string Updates(TcbAppraisal appraisal)
    {
        var halves = appraisal.Shortfalls.Select(shortfall => shortfall.Half).ToHashSet();
        List<string> parts = [];
        if (halves.Contains(TcbHalf.SgxComponent))
            parts.Add("BIOS and microcode");
        if (halves.Contains(TcbHalf.TdxComponent))
            parts.Add("the TDX late microcode");
        if (halves.Contains(TcbHalf.TdxModule))
            parts.Add("the TDX module");
        if (halves.Contains(TcbHalf.Pce))
            parts.Add("the PCE");
        if (halves.Contains(TcbHalf.QuotingEnclave))
            parts.Add("the quoting enclave");
        return parts.Count == 0 ? "every SVN is the newest, and no update is known to help" : "update " + string.Join(", ", parts);
    }

    private static string Shortfall(SvnShortfall shortfall)
    {
        var part = shortfall.Half switch
        {
            TcbHalf.SgxComponent => "SGX component " + Component(shortfall.Name),
            TcbHalf.Pce => "PCE SVN",
            TcbHalf.TdxComponent => "TDX component " + Component(shortfall.Name),
            TcbHalf.TdxModule => "TDX module " + Component(shortfall.Name),
            _ => "quoting enclave",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{part} has {shortfall.Have}, needs {shortfall.Need}");
    }

    // A label is an index, and behind it what Intel calls the component: signed, and still not ours.
    private static string Component(string label) =>
        label.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '_' or '/' or '-' or '.' or '(' or ')') ? label
        : label.Split(' ')[0] is { Length: <= 2 } index && index.All(char.IsAsciiDigit) ? index
        : "";

    private static string Advisories(IReadOnlyList<string> advisories)
    {
        var plain = advisories.Where(IsPlain).ToList();
        var hidden = advisories.Count - plain.Count;
        var listed = Listed(plain, MaxAdvisories, ", ");
        return hidden == 0 ? listed : (plain.Count == 0 ? "" : listed + ", ") + $"{hidden} not plainly written";
    }

    private static string Listed(List<string> items, int max, string between) =>
        string.Join(between, items.Take(max)) + (items.Count > max ? $"{between}and {items.Count - max} more" : "");

    // INTEL-SA-00837 and the like.
    private static bool IsPlain(string advisory) =>
        advisory.Length <= MaxAdvisoryLength && advisory.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-')
        && char.IsAsciiLetterUpper(advisory[0]) && advisory.Contains('-', StringComparison.Ordinal);

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
