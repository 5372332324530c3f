using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Nodes;

/// <summary>A price and since when it holds.</summary>
/// <param name="PerVcpuHour">The price of one vCPU-hour; null for none: the node takes no work.</param>
/// <param name="From">Its first instant.</param>
public readonly record struct NodePrice(Usd? PerVcpuHour, DateTimeOffset From);
