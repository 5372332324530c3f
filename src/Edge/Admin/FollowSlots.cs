namespace EasyEnclave.Edge.Admin;

/// <summary>The places for those who follow the events.</summary>
internal sealed class FollowSlots(int all)
{
    private int _taken;

    /// <summary>Takes a place until it is disposed of; null when there is none.</summary>
    public IDisposable? TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= all)
        {
            return new Slot(this);
        }

        Interlocked.Decrement(ref _taken);
        return null;
    }

    private sealed class Slot(FollowSlots slots) : IDisposable
    {
        private FollowSlots? _slots = slots;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _slots, null) is { } taken)
            {
                Interlocked.Decrement(ref taken._taken);
            }
        }
    }
}
