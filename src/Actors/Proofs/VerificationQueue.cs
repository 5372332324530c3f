namespace EasyEnclave.Actors.Proofs;

/// <summary>Gives out the right to verify: as many at once as there are cores, known agents first, prefixes in turn.</summary>
/// <remarks>
/// One prefix that sends a thousand quotes waits behind itself: another prefix's single quote is next. And however many known agents
/// there are, after each few of them a stranger has its turn, or nobody new could join a busy server.
/// </remarks>
public sealed class VerificationQueue
{
    /// <summary>The most known agents that go before a stranger who waits.</summary>
    internal const int KnownInARow = 8;

    private readonly Lock _gate = new();
    private readonly Lane _known = new();
    private readonly Lane _strangers = new();
    private int _free;
    private int _knownInARow;

    /// <summary>A queue with this many places.</summary>
    public VerificationQueue(int places) => _free = places;

    /// <summary>Waits for a place; dispose what comes back to give it up.</summary>
    /// <param name="prefix">Where the quote came from.</param>
    /// <param name="known">Whether it is an agent's that attested from there before.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async ValueTask<Place> EnterAsync(string prefix, bool known, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return new Place(this);
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (known ? _known : _strangers).Add(prefix, turn);
        }

        using CancellationTokenRegistration gone = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task.ConfigureAwait(false);
        return new Place(this);
    }

    private void Leave()
    {
        lock (_gate)
        {
            // Who gave up waiting is passed over: its place goes to the next.
            while (Next() is { } turn)
            {
                if (turn.TrySetResult())
                {
                    return;
                }
            }

            _free++;
        }
    }

    private TaskCompletionSource? Next()
    {
        if (_knownInARow < KnownInARow && _known.Next() is { } known)
        {
            _knownInARow++;
            return known;
        }

        _knownInARow = 0;
        return _strangers.Next() ?? _known.Next();
    }

    /// <summary>The right to verify one quote now.</summary>
    public sealed class Place : IDisposable
    {
        private VerificationQueue? _queue;

        internal Place(VerificationQueue queue) => _queue = queue;

        /// <inheritdoc />
        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.Leave();
    }

    /// <summary>Those who wait, prefix by prefix in turn.</summary>
    private sealed class Lane
    {
        private readonly Dictionary<string, Queue<TaskCompletionSource>> _waiting = new(StringComparer.Ordinal);
        private readonly Queue<string> _turns = new();

        public void Add(string prefix, TaskCompletionSource turn)
        {
            if (!_waiting.TryGetValue(prefix, out Queue<TaskCompletionSource>? queue))
            {
                _waiting[prefix] = queue = new Queue<TaskCompletionSource>();
                _turns.Enqueue(prefix);
            }

            queue.Enqueue(turn);
        }

        /// <summary>The next who still waits: who gave up takes nobody's turn.</summary>
        public TaskCompletionSource? Next()
        {
            while (_turns.TryDequeue(out string? prefix))
            {
                Queue<TaskCompletionSource> queue = _waiting[prefix];
                TaskCompletionSource? turn = null;
                while (turn is null && queue.TryDequeue(out TaskCompletionSource? first))
                {
                    turn = first.Task.IsCompleted ? null : first;
                }

                if (queue.Count == 0)
                {
                    _waiting.Remove(prefix);
                }
                else
                {
                    _turns.Enqueue(prefix);
                }

                if (turn is not null)
                {
                    return turn;
                }
            }

            return null;
        }
    }
}
