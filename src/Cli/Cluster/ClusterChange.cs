using System.Text.Json.Nodes;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Cli.Cluster;

/// <summary>Something that changed among the nodes.</summary>
/// <param name="At">When it was seen.</param>
/// <param name="Node">Of which node; of the server that was asked where nobody answered.</param>
/// <param name="Kind">What, in one word.</param>
/// <param name="Detail">More about it, or empty.</param>
internal sealed record ClusterChange(DateTimeOffset At, string Node, string Kind, string Detail)
{
    /// <summary>As one line of JSON.</summary>
    public JsonObject ToJson() => new() { ["at"] = Instants.Text(At), ["node"] = Node, ["change"] = Kind, ["detail"] = Detail };
}
