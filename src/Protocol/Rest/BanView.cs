namespace EasyEnclave.Protocol.Rest;

/// <summary>A ban in force.</summary>
/// <param name="Scope">agent, node, client_key, platform, repo, release or measurement.</param>
/// <param name="Value">Whom or what exactly.</param>
/// <param name="At">Since when.</param>
/// <param name="Actor">Who set it.</param>
/// <param name="Reason">Why.</param>
public sealed record BanView(string Scope, string Value, DateTimeOffset At, string Actor, string Reason);
