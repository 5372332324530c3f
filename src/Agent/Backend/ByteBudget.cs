namespace EasyEnclave.Agent.Backend;

/// <summary>Bytes that many takers share, so that together they never hold more.</summary>
internal sealed class ByteBudget(long bytes)
{
    private long _left = bytes;

    public long Left => Interlocked.Read(ref _left);

    /// <summary>Takes bytes; false, and nothing taken, when there are not as many left.</summary>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref _left, -count) >= 0)
            return true;
        GiveBack(count);
        return false;
    }

    public void GiveBack(long count) => Interlocked.Add(ref _left, count);
}
