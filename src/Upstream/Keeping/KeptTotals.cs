namespace EasyEnclave.Upstream.Keeping;

/// <summary>How much is kept of releases: whoever invents them must not fill the store.</summary>
/// <param name="Releases">How many.</param>
/// <param name="Bytes">Bytes of all their allowlists.</param>
internal sealed record KeptTotals(int Releases, long Bytes);
