using EasyEnclave.Attestation.Tcb;

namespace EasyEnclave.Attestation.Policies;

/// <summary>How long a network still takes a platform that is not up to date, counted from the date its level is known to be good for.</summary>
public static class TcbGrace
{
    /// <summary>Whether a network takes an appraisal at an instant.</summary>
    public static bool Takes(NetworkPolicy policy, TcbAppraisal appraisal, DateTimeOffset at) =>
        policy.AcceptedStatuses.Contains(appraisal.Status) || (Until(policy, appraisal) is { } until && at < until);

    /// <summary>The first instant at which the network takes it no more; null where no grace counts, whether it is taken or not.</summary>
    /// <remarks>Without a date there is nothing to count from, and no grace. It may lie in the past: then it has run out.</remarks>
    public static DateTimeOffset? Until(NetworkPolicy policy, TcbAppraisal appraisal) =>
        !policy.AcceptedStatuses.Contains(appraisal.Status) && policy.GraceDays.TryGetValue(appraisal.Status, out var days)
            ? After(appraisal.TcbDate, days)
            : null;

    // A date that a document puts at the end of the calendar must not overflow.
    private static DateTimeOffset? After(DateTimeOffset? date, int days) =>
        date is not { } from ? null : DateTimeOffset.MaxValue - from <= TimeSpan.FromDays(days) ? DateTimeOffset.MaxValue : from.AddDays(days);
}
