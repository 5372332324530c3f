namespace EasyEnclave.Protocol.Rest;

/// <summary>A page of events.</summary>
public sealed record EventsPage(IReadOnlyList<EventView> Events, string? NextCursor);
