namespace EasyEnclave.Actors.Store;

/// <summary>Which entity an event belongs to, as <c>kind/id</c>; what the API calls a stream.</summary>
/// <param name="Value">For example <c>agent/agent-1</c> or <c>app/hello</c>.</param>
public readonly record struct EntityName(string Value)
{
    /// <summary>An agent's stream.</summary>
    public static EntityName Of(Protocol.Ids.AgentId agent) => new("agent/" + agent.Value);

    /// <summary>An app's stream.</summary>
    public static EntityName Of(Protocol.Ids.AppName app) => new("app/" + app.Value);

    /// <summary>A ban's stream.</summary>
    public static EntityName Of(Bans.BanTarget target) => new($"ban/{Bans.BanScopes.Text(target.Scope)}/{target.Value}");

    /// <summary>A release's stream.</summary>
    public static EntityName Of(Protocol.Ids.RepoName repo, Protocol.Ids.ReleaseTag tag) => new($"release/{repo.Value.ToLowerInvariant()}@{tag.Value}");

    /// <summary>A registered node's stream.</summary>
    public static EntityName Of(Protocol.Ids.NodeId node) => new("node/" + node.Value);

    /// <inheritdoc />
    public override string ToString() => Value;
}
