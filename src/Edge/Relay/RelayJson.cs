using System.Text.Json.Serialization;

namespace EasyEnclave.Edge.Relay;

/// <summary>How heads are written: few bytes, no reflection.</summary>
[JsonSerializable(typeof(RelayRequestHead))]
[JsonSerializable(typeof(RelayAnswerHead))]
internal sealed partial class RelayJson : JsonSerializerContext;
