using EasyEnclave.Protocol;

namespace EasyEnclave.Edge.Proxy;

/// <summary>The bytes that all version 1 bodies in flight may take together; who takes some gives as many back.</summary>
public sealed class BodyBudget
{
    private readonly long _limit;
    private long _used;

    /// <summary>A budget of <see cref="Limits.EnvelopeBudgetBytes"/>.</summary>
    public BodyBudget()
        : this(Limits.EnvelopeBudgetBytes)
    {
    }

    /// <summary>A budget of this many bytes.</summary>
    public BodyBudget(long limit) => _limit = limit;

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
