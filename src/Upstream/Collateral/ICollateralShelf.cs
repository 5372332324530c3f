namespace EasyEnclave.Upstream.Collateral;

/// <summary>A source that can say how old what it keeps is.</summary>
public interface ICollateralShelf
{
    /// <summary>Looks at what is kept, and asks nobody.</summary>
    /// <param name="limit">At most this many kinds of platforms.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One for each kind of platform that collateral was ever proven for; null when they cannot be read now.</returns>
    ValueTask<IReadOnlyList<CollateralStanding>?> StandingsAsync(int limit, CancellationToken cancellationToken);
}
