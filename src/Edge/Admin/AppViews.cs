using EasyEnclave.Actors.Directory;
using EasyEnclave.Edge.Resolve;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Edge.Admin;

/// <summary>From an app's entry to what admins see of it.</summary>
internal static class AppViews
{
    public static AppView Of(AppEntry app, DateTimeOffset now)
    {
        AppStanding standing = app.StandingAt(now);
        return new AppView
        {
            AppName = app.State.Name,
            Repo = app.State.Repo,
            Network = app.State.Network,
            TrustRoot = app.State.TrustRoot,
            Status = standing.Status,
            Allowed = standing.Allowed,
            BoundAt = app.State.BoundAt,
            BoundBy = app.State.BoundBy,
            RegistrationExpiresAt = standing.ExpiresAt,
            RegistrationState = standing.RegistrationState,
            Agents = ResolveAnswers.Counts(app, standing),
        };
    }
}
