namespace EasyEnclave.Edge.Access;

/// <summary>How much of something that all share each neighbourhood holds, and the most that one of them may.</summary>
/// <param name="each">What one neighbourhood may hold at once.</param>
internal sealed class PrefixShares(long each)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _held = new(StringComparer.Ordinal);

    /// <summary>Takes for a neighbourhood; false, and nothing taken, where its share is used up.</summary>
    /// <param name="prefix">Its /24 or /48; null for this machine itself, which is not counted.</param>
    /// <param name="amount">How much.</param>
    public bool TryTake(string? prefix, long amount)
    {
        if (prefix is null || amount == 0)
        {
            return true;
        }

        lock (_gate)
        {
            long held = _held.GetValueOrDefault(prefix) + amount;
            if (held > each)
            {
                return false;
            }

            _held[prefix] = held;
            return true;
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void Return(string? prefix, long amount)
    {
        if (prefix is null || amount == 0)
        {
            return;
        }

        lock (_gate)
        {
            long left = _held[prefix] - amount;
            if (left == 0)
            {
                _held.Remove(prefix);
            }
            else
            {
                _held[prefix] = left;
            }
        }
    }
}
