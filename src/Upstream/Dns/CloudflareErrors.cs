using System.Net;

namespace EasyEnclave.Upstream.Dns;

/// <summary>What Cloudflare's error numbers mean for an operator.</summary>
internal static class CloudflareErrors
{
    // Numbers of a token that is malformed, unknown, ended, or has no right to what is asked.
    private static readonly int[] Token = [1000, 6003, 6111, 9103, 9106, 9107, 9109, 10000, 10001];

    // No zone by that number, or none that this token may see.
    private static readonly int[] Zone = [1001, 1002, 7000, 7003];

    // An alias, a delegation or another product stands at the name.
    private static readonly int[] Taken = [81053, 81054, 81055, 81056];

    // The very record is there already, or gone: somebody else was faster, or an answer was lost.
    private static readonly int[] Moved = [81044, 81057, 81058];

    private const int Quota = 81045;
    private const int Throttled = 971;

    /// <summary>Says why an answer is no success.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="errors">Its errors.</param>
    /// <param name="what">What was asked for, as in "to make a record".</param>
    public static DnsFault Explain(HttpStatusCode status, IReadOnlyList<CloudflareError> errors, string what)
    {
        string said = errors.Count == 0
            ? $"status {(int)status}"
            : string.Join("; ", errors.Select(error => $"{error.Message} ({error.Code})").Distinct());
        return KindOf(status, errors) switch
        {
            DnsFaultKind.TokenRefused => new DnsFault(
                DnsFaultKind.TokenRefused,
                $"Cloudflare does not let this token {what}: {said}. Check CLOUDFLARE_API_TOKEN: a token that has not ended, with the rights Zone Read and DNS Edit for the zone"),
            DnsFaultKind.ZoneUnknown => new DnsFault(
                DnsFaultKind.ZoneUnknown, $"Cloudflare knows no such zone: {said}. Check its number, and that the token is for it"),
            DnsFaultKind.NameTaken => new DnsFault(
                DnsFaultKind.NameTaken, $"Something at the name lets no address stand beside it: {said}. Delete it at Cloudflare, or use another host"),
            DnsFaultKind.RecordQuota => new DnsFault(
                DnsFaultKind.RecordQuota, $"The zone holds no more records: {said}. Delete some at Cloudflare, or take a larger plan; then run this again"),
            DnsFaultKind.RateLimited => new DnsFault(
                DnsFaultKind.RateLimited, $"Cloudflare takes no more calls just now: {said}. Run this again in five minutes"),
            var kind => new DnsFault(kind, $"Cloudflare refuses to {what}: {said}"),
        };
    }

    private static DnsFaultKind KindOf(HttpStatusCode status, IReadOnlyList<CloudflareError> errors) =>
        Has(errors, Moved) ? DnsFaultKind.RecordsMoved
        : Has(errors, [Quota]) ? DnsFaultKind.RecordQuota
        : Has(errors, Taken) ? DnsFaultKind.NameTaken
        : Has(errors, [Throttled]) ? DnsFaultKind.RateLimited
        : Has(errors, Token) || status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? DnsFaultKind.TokenRefused
        : Has(errors, Zone) || status == HttpStatusCode.NotFound ? DnsFaultKind.ZoneUnknown
        : DnsFaultKind.ApiRefused;

    private static bool Has(IReadOnlyList<CloudflareError> errors, int[] codes) => errors.Any(error => codes.Contains(error.Code));
}
