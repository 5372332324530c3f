namespace EasyEnclave.Actors.Bans;

/// <summary>A ban in force.</summary>
/// <param name="Target">Whom it hits.</param>
/// <param name="At">Since when.</param>
/// <param name="Actor">The admin who set it.</param>
/// <param name="Reason">Why, for the record.</param>
public sealed record Ban(BanTarget Target, DateTimeOffset At, string Actor, string Reason);
