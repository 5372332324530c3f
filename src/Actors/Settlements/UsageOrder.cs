using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements;

/// <summary>Work that was done, as an uptime monitor reports it.</summary>
/// <param name="Node">Whose.</param>
/// <param name="Account">Who pays.</param>
/// <param name="Period">When.</param>
/// <param name="Hours">How much.</param>
public sealed record UsageOrder(NodeId Node, AccountId Account, Period Period, VcpuHours Hours);
