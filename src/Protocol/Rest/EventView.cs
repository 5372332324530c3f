using System.Text.Json;

namespace EasyEnclave.Protocol.Rest;

/// <summary>One thing that happened, as the store keeps it.</summary>
/// <param name="Cursor">Where to go on reading after it.</param>
/// <param name="At">When, by the control plane's clock.</param>
/// <param name="Stream">Whose: <c>agent/…</c>, <c>app/…</c>, <c>ban/…</c> or <c>node/…</c>.</param>
/// <param name="Version">The entity's version after it.</param>
/// <param name="Type">What, as a stable name.</param>
/// <param name="Actor">Who caused it.</param>
/// <param name="Data">Its facts.</param>
public sealed record EventView(string Cursor, DateTimeOffset At, string Stream, long Version, string Type, string Actor, JsonElement Data);
