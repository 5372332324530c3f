using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>Whether Intel's collateral is there for the platforms that were seen, and how long it serves.</summary>
/// <param name="ages">Reads what is kept, some platforms at most; null when it cannot be read now.</param>
/// <param name="fetched">Whether it is asked for, at least once a day; false where an operator fills a directory.</param>
/// <param name="time">The clock.</param>
public sealed class CollateralCheck(Func<CancellationToken, ValueTask<IReadOnlyList<CollateralAge>?>> ages, bool fetched, TimeProvider time) : IDoctorCheck
{
    private const string Check = "collateral";

    /// <summary>Twice as long as it is ever left.</summary>
    internal static readonly TimeSpan Old = TimeSpan.FromDays(2);

    /// <summary>Time to find out why no newer comes.</summary>
    internal static readonly TimeSpan Soon = TimeSpan.FromDays(3);

    /// <inheritdoc />
    public string Name => Check;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken)
    {
        if (await ages(cancellationToken).ConfigureAwait(false) is not { } kept)
        {
            return [Findings.Fail(Check, "What is kept of it cannot be read.", "See the check store.")];
        }

        DateTimeOffset now = time.GetUtcNow();
        return kept.Count == 0
            ? [Findings.Ok(Check, "None is kept yet: no quote of real hardware proved authentic so far.")]
            : [.. kept.Select(age => Judge(age, fetched, now))];
    }

    /// <summary>Judges that of one kind of platform; pure.</summary>
    internal static DoctorFinding Judge(CollateralAge age, bool fetched, DateTimeOffset now)
    {
        string remedy = fetched
            ? "See that this node reaches api.trustedservices.intel.com, or EE_PCCS_URL; log ids 2501 to 2515 say what it answered."
            : "Put newer files into EE_COLLATERAL_DIR.";
        if (age.FetchedAt is not { } at || age.EndsAt is not { } end || end <= now)
        {
            return Findings.Fail(Check, $"That of {age.Platform} is not valid now: agents on such machines are refused.", remedy);
        }

        string seen = $"That of {age.Platform} came {Findings.Text(now - at)} ago and serves for another {Findings.Text(end - now)}";
        return end - now < Soon || (fetched && now - at > Old) ? Findings.Warn(Check, seen + ".", remedy) : Findings.Ok(Check, seen + ".");
    }
}
