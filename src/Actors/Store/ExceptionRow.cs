using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Actors.Store;

/// <summary>A span within a session in which something that should hold did not.</summary>
/// <param name="Agent">Whose.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when; null while open.</param>
/// <param name="Kind">What did not hold.</param>
/// <param name="Reason">More, for people.</param>
public sealed record ExceptionRow(AgentId Agent, DateTimeOffset From, DateTimeOffset? To, string Kind, string Reason);
