using System.Text.Json.Serialization;

namespace EasyEnclave.Protocol.Rest;

/// <summary>A node was registered or changed.</summary>
/// <param name="Node">The node after it.</param>
/// <param name="NodeToken">Its token, told this once; absent where none was made.</param>
public sealed record RegisterNodeAnswer(
    NodeView Node, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NodeToken);
