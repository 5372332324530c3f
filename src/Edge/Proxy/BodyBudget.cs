using EasyEnclave.Edge.Access;
using EasyEnclave.Protocol;

namespace EasyEnclave.Edge.Proxy;

/// <summary>The bytes that all version 1 bodies in flight may take together; who takes some gives as many back.</summary>
public sealed class BodyBudget
{
    /// <summary>Bytes of a body that count for nobody in particular: too few to use the budget up with the connections there may be.</summary>
    public const int SmallBytes = 64 * 1024;

    // Four neighbourhoods must come together before anybody else is turned away.
    private const int Neighbourhoods = 4;

    private readonly PrefixShares _shares;
    private readonly long _limit;
    private long _used;

    /// <summary>A budget of <see cref="Limits.EnvelopeBudgetBytes"/>.</summary>
    public BodyBudget()
        : this(Limits.EnvelopeBudgetBytes)
    {
    }

    /// <summary>A budget of this many bytes.</summary>
    public BodyBudget(long limit)
    {
        _limit = limit;
        _shares = new PrefixShares(limit / Neighbourhoods);
    }

    /// <summary>Bytes in flight.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Takes bytes; false, and nothing taken, where they are not there.</summary>
    public bool TryTake(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes == 0)
        {
            return true;
        }

        if (Interlocked.Add(ref _used, bytes) <= _limit)
        {
            return true;
        }

        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    /// <summary>Takes bytes of a large body for whoever is at its other end, who gets a quarter of them all at most.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="neighbourhood">The client's /24 or /48; null for this machine itself.</param>
    public bool TryTake(long bytes, string? neighbourhood)
    {
        if (!_shares.TryTake(neighbourhood, bytes))
        {
            return false;
        }

        if (TryTake(bytes))
        {
            return true;
        }

        _shares.Return(neighbourhood, bytes);
        return false;
    }

    /// <summary>Gives back what was taken for a neighbourhood.</summary>
    public void Return(long bytes, string? neighbourhood)
    {
        Return(bytes);
        _shares.Return(neighbourhood, bytes);
    }

    /// <summary>Gives back what was taken.</summary>
    public void Return(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (Interlocked.Add(ref _used, -bytes) < 0)
        {
            throw new InvalidOperationException("More bytes were given back than taken.");
        }
    }
}
