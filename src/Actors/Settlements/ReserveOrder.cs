using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>Work to come that credits are to be locked for.</summary>
/// <param name="Node">Whose.</param>
/// <param name="Account">Who pays.</param>
/// <param name="Period">When.</param>
/// <param name="Vcpus">How many vCPUs over the whole period.</param>
public sealed record ReserveOrder(NodeId Node, AccountId Account, Period Period, int Vcpus);
