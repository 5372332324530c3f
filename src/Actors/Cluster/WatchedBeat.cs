namespace EasyEnclave.Actors.Cluster;

/// <summary>A peer's beat as it was seen.</summary>
/// <param name="Beat">The beat.</param>
/// <param name="Since">When it was seen first; it stood there since then at the latest.</param>
internal readonly record struct WatchedBeat(long Beat, TimeSpan Since);
