using System.Text.Json.Serialization;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Actors.Releases;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Storage;

/// <summary>The JSON of stored rows and events: snake_case, every member there but those that came later and are null, instants in UTC to the microsecond.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
    [
        typeof(InstantJsonConverter),
        typeof(SnakeCaseEnumConverter<Approval>),
        typeof(SnakeCaseEnumConverter<AppPhase>),
        typeof(SnakeCaseEnumConverter<BanScope>),
        typeof(SnakeCaseEnumConverter<StakeTier>),
        typeof(UsdJsonConverter),
    ],
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(AgentState))]
[JsonSerializable(typeof(AppState))]
[JsonSerializable(typeof(AgentEvent.Attested))]
[JsonSerializable(typeof(AgentEvent.Reattested))]
[JsonSerializable(typeof(AgentEvent.Reappraised))]
[JsonSerializable(typeof(AgentEvent.AttestationRefused))]
[JsonSerializable(typeof(AgentEvent.HealthTurned))]
[JsonSerializable(typeof(AgentEvent.Approved))]
[JsonSerializable(typeof(AgentEvent.Disconnected))]
[JsonSerializable(typeof(AppEvent.Bound))]
[JsonSerializable(typeof(AppEvent.Rooted))]
[JsonSerializable(typeof(AppEvent.Released))]
[JsonSerializable(typeof(BanEvent.Set))]
[JsonSerializable(typeof(BanEvent.Lifted))]
[JsonSerializable(typeof(ReleaseEvent.ListAccepted))]
[JsonSerializable(typeof(NodeState))]
[JsonSerializable(typeof(NodeEvent.Registered))]
[JsonSerializable(typeof(NodeEvent.TokenIssued))]
[JsonSerializable(typeof(NodeEvent.Slashed))]
internal sealed partial class StoreJson : JsonSerializerContext;
