using EasyEnclave.Edge.Access;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Doctor;

/// <summary>Who may order what here.</summary>
internal sealed class TokensCheck(AccessOptions access) : IDoctorCheck
{
    private const string Check = "tokens";
    private const string Shared = "admin";

    public string Name => Check;

    public ValueTask<IReadOnlyList<DoctorFinding>> LookAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DoctorFinding>>([Judge(access.Tokens)]);

    /// <summary>Judges the tokens that are taken; pure.</summary>
    public static DoctorFinding Judge(IReadOnlyList<AccessToken> tokens)
    {
        int named = tokens.Count(token => token is { Role: AccessRole.Admin, Actor: not Shared });
        string[] closed =
        [
            .. tokens.Any(token => token.Role == AccessRole.Launcher) ? (string[])[] : ["reports of abuse (EE_LAUNCHER_TOKEN)"],
            .. tokens.Any(token => token.Role == AccessRole.Uptime) ? (string[])[] : ["reports of usage (EE_UPTIME_TOKEN)"],
        ];
        string also = closed.Length > 0 ? $" Only admins make {string.Join(" and ", closed)}." : string.Empty;
        return named == 0
            ? Findings.Warn(
                Check,
                "All admins share EE_ADMIN_TOKEN: the history does not say who did what." + also,
                "Give each a token of their own in EE_ADMIN_TOKENS_FILE, and then unset the shared one.")
            : Findings.Ok(Check, $"{named} {(named == 1 ? "admin has a token" : "admins have tokens")} of their own.{also}");
    }
}
