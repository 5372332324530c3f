namespace EasyEnclave.Actors.Apps;

/// <summary>Whether a name is taken.</summary>
public enum AppPhase
{
    /// <summary>It is bound to a repository and a network.</summary>
    Bound,

    /// <summary>An admin gave it back.</summary>
    Released,
}
