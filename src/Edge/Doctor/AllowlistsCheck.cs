using EasyEnclave.Actors.Releases;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>Whether the allowlists of releases are as they were pinned.</summary>
internal sealed class AllowlistsCheck(IReleaseLists releases) : IDoctorCheck
{
    private const string Check = "allowlists";
    private const int Most = 1000;
    private const int Named = 5;

    public string Name => Check;

    public async ValueTask<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken) =>
        await releases.ListAsync(null, Most, cancellationToken).ConfigureAwait(false) is { } lists
            ? Judge(lists)
            : [Findings.Fail(Check, "The pins cannot be read.", "See the check store.")];

    /// <summary>Judges the pins; pure.</summary>
    public static IReadOnlyList<DoctorFinding> Judge(IReadOnlyList<ReleaseList> lists)
    {
        List<DoctorFinding> found = [];
        Add("changed", "Somebody put another list in the place of a pinned one", "Find out who and why, then ee allowlist accept, or have it put back.");
        Add("not_found", "GitHub has no list any more", "Publish the release again, or put its list into EE_ALLOWLIST_DIR.");
        Add("refused", "What GitHub has now must not be taken (a draft, too large, moved)", "Publish a plain release, or put its list into EE_ALLOWLIST_DIR.");
        return found.Count > 0 ? found : [Findings.Ok(Check, lists.Count == 0 ? "No release was asked of GitHub yet." : $"All {lists.Count} pinned are as they were.")];

        void Add(string state, string what, string remedy)
        {
            string[] names = [.. lists.Where(list => list.State == state).Select(list => list.Key)];
            if (names.Length > 0)
            {
                string more = names.Length > Named ? $" and {names.Length - Named} more" : string.Empty;
                found.Add(Findings.Warn(Check, $"{what}: {string.Join(", ", names.Take(Named))}{more}. Agents of it are refused.", remedy));
            }
        }
    }
}
