namespace EasyEnclave.Attestation.Tcb;

/// <summary>What Intel says of whoever is on a level.</summary>
/// <param name="Status">The status.</param>
/// <param name="Date">The day all known issues up to which are fixed on this level.</param>
/// <param name="Advisories">Advisories that concern it; an UpToDate level may have some.</param>
internal sealed record LevelVerdict(TcbStatus Status, DateTimeOffset Date, IReadOnlyList<string> Advisories);
