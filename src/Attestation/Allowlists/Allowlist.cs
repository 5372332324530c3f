using System.Diagnostics.CodeAnalysis;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation.Allowlists;

/// <summary>What a release says its agents measure: registers first, and the claims they make.</summary>
public sealed class Allowlist
{
    /// <summary>More than any allowlist needs: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    internal Allowlist(AllowlistVersion version, string releaseTag, string sha256, Claims claims, IReadOnlyList<RegisterSet> sets)
    {
        Version = version;
        ReleaseTag = releaseTag;
        Sha256 = sha256;
        Claims = claims;
        Sets = sets;
    }

    /// <summary>The form it was written in.</summary>
    public AllowlistVersion Version { get; }

    /// <summary>The release it belongs to.</summary>
    public string ReleaseTag { get; }

    /// <summary>SHA-256 of its bytes, 64 lowercase hex digits.</summary>
    public string Sha256 { get; }

    /// <summary>The claims its agents make.</summary>
    public Claims Claims { get; }

    /// <summary>The combinations of registers it admits; one unless it has <c>any_of</c>.</summary>
    public IReadOnlyList<RegisterSet> Sets { get; }

    /// <summary>Reads an allowlist of version 1.0 or 1.1.</summary>
    /// <param name="bytes">The file, at most <see cref="MaxBytes"/>.</param>
    /// <param name="releaseTag">The release it was found at, which it must name; null where a list came by itself and names its own.</param>
    /// <param name="allowlist">The allowlist, or null.</param>
    /// <param name="fault">What is wrong with it, in words for an operator; never a part of the input.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, string? releaseTag, [NotNullWhen(true)] out Allowlist? allowlist, out string fault) =>
        AllowlistParser.TryParse(bytes, releaseTag, out allowlist, out fault);

    /// <summary>The register that this list leaves open although the network wants it pinned or spoken of; null if none.</summary>
    public string? CheckPins(NetworkPolicy policy)
    {
        var firmware = FirmwareOf(policy);
        return Sets.Select(set => set.MissingPin(policy, firmware)).FirstOrDefault(missing => missing is not null);
    }

    /// <summary>The first register of a verified quote that no set of this list admits; null if one set admits all.</summary>
    /// <remarks>Of several sets the one that agrees longest names the register, since it is the one that was meant.</remarks>
    public string? Match(TdReport report, NetworkPolicy policy)
    {
        var firmware = FirmwareOf(policy);
        var furthest = 0;
        foreach (var set in Sets)
        {
            if (set.FirstMismatch(report, firmware) is not { } mismatch)
                return null;
            furthest = Math.Max(furthest, mismatch);
        }

        return TdRegisters.Pinnable[furthest];
    }

    /// <summary>The registers that the first set which admits a report pins to values; none if no set does.</summary>
    public IReadOnlyList<string> PinnedIn(TdReport report, NetworkPolicy policy)
    {
        var firmware = FirmwareOf(policy);
        return Sets.FirstOrDefault(set => set.FirstMismatch(report, firmware) is null)?.Pinned(firmware) ?? [];
    }

    /// <summary>The first claim that differs from this list's in name, type or value; null if none.</summary>
    /// <remarks>Ask only after <see cref="Match"/>: claims are the guest's own words.</remarks>
    public string? MatchClaims(Claims claims) => Claims.FirstDifference(claims);

    // The original's lists carry no MRTD. The network's known firmware stands in, so that a guest cannot bring its own.
    private RegisterRule.OneOf? FirmwareOf(NetworkPolicy policy) =>
        Version == AllowlistVersion.V10 && policy.FirmwareMrtds.Count > 0
            ? new RegisterRule.OneOf([.. policy.FirmwareMrtds.Select(hex => new ReadOnlyMemory<byte>(Convert.FromHexString(hex)))])
            : null;
}
