using System.Text.Json.Serialization;

namespace EasyEnclave.Protocol.Rest;

/// <summary>The JSON of every REST record: snake_case, every member always there, instants in UTC.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(InstantJsonConverter), typeof(UsdJsonConverter)],
    UseStringEnumConverter = true,
    MaxDepth = 32)]
[JsonSerializable(typeof(ResolveAnswer))]
[JsonSerializable(typeof(UnknownAppAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(OwnAttestationAnswer))]
[JsonSerializable(typeof(ProxyCall))]
[JsonSerializable(typeof(ProxyError))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(AppsPage))]
[JsonSerializable(typeof(AgentsPage))]
[JsonSerializable(typeof(EventsPage))]
[JsonSerializable(typeof(ClusterPage))]
[JsonSerializable(typeof(BindAppRequest))]
[JsonSerializable(typeof(BanRequest))]
[JsonSerializable(typeof(ActionRequest))]
[JsonSerializable(typeof(AllowlistsPage))]
[JsonSerializable(typeof(AcceptAllowlistRequest))]
[JsonSerializable(typeof(AllowlistTrialRequest))]
[JsonSerializable(typeof(AllowlistTrialAnswer))]
[JsonSerializable(typeof(PurchaseAnswer))]
[JsonSerializable(typeof(TransferAnswer))]
[JsonSerializable(typeof(BulkAnswer<PurchaseAnswer>), TypeInfoPropertyName = "PurchasesAnswer")]
[JsonSerializable(typeof(BulkAnswer<TransferAnswer>), TypeInfoPropertyName = "TransfersAnswer")]
[JsonSerializable(typeof(BalanceAnswer))]
[JsonSerializable(typeof(EntriesPage))]
[JsonSerializable(typeof(TransfersPage))]
[JsonSerializable(typeof(TrialBalanceAnswer))]
[JsonSerializable(typeof(NodeView))]
[JsonSerializable(typeof(NodesPage))]
[JsonSerializable(typeof(RegisterNodeAnswer))]
[JsonSerializable(typeof(SlashNodeAnswer))]
[JsonSerializable(typeof(UsageAnswer))]
[JsonSerializable(typeof(BulkAnswer<UsageAnswer>), TypeInfoPropertyName = "UsagesAnswer")]
[JsonSerializable(typeof(ReservationAnswer))]
[JsonSerializable(typeof(SettlementView))]
[JsonSerializable(typeof(SettlementsPage))]
[JsonSerializable(typeof(FinalizeAnswer))]
[JsonSerializable(typeof(AbuseView))]
[JsonSerializable(typeof(AbusesPage))]
[JsonSerializable(typeof(RouteAnswer))]
[JsonSerializable(typeof(DoctorAnswer))]
public sealed partial class RestJson : JsonSerializerContext;
