namespace EasyEnclave.Actors.Bans;

/// <summary>Whom or what a ban hits.</summary>
/// <param name="Scope">The kind of thing.</param>
/// <param name="Value">Its exact value: hex and repositories are lowercase.</param>
public readonly record struct BanTarget(BanScope Scope, string Value);
