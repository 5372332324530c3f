using EasyEnclave.Actors.Telemetry;

namespace EasyEnclave.Actors.Cluster;

public sealed partial class Member
{
    // Each kind of call is told apart, so that one that fails for long beside one that does not is told once.
    private const int BeatCall = 1;
    private const int LookCall = 2;

    // A node that joined listens a moment later; this many questions in a row are no such moment.
    private const int UnansweredTold = 5;

    private readonly Dictionary<Guid, int> _unanswered = [];
    private bool _answersItself;
    private Guid? _notReaped;

    /// <summary>Says once that this node lives.</summary>
    internal async Task BeatAsync()
    {
        bool answered = await AskAsync(BeatCall, async token =>
        {
            bool alive = await _store.BeatAsync(Lease, Watch.Reaches, token).ConfigureAwait(false);
            Note(watch => watch.Beat(alive, Now));
        }).ConfigureAwait(false);
        if (!answered)
        {
            Note(watch => watch.BeatFailed());
        }
    }

    /// <summary>Looks once who lives, and does what follows from it.</summary>
    internal async Task LookAsync()
    {
        await AskAsync(LookCall, async token =>
        {
            ClusterView view = await ReadAsync(token).ConfigureAwait(false);
            bool reaped = false;
            foreach (MemberRow silent in Watch.Fenced ? [] : Watch.Silent)
            {
                reaped |= await ReapAsync(silent, token).ConfigureAwait(false);
            }

            view = reaped ? await ReadAsync(token).ConfigureAwait(false) : view;
            if (!Watch.Fenced)
            {
                await SetOwnStateAsync(view, token).ConfigureAwait(false);
            }

            Show(view);
            if (Volatile.Read(ref _seat) is { } seat && !Watch.Fenced)
            {
                await seat.StepAsync(view, State, token).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    /// <summary>Asks all live peers once, all at the same time, and this node itself: what does not answer itself cannot tell much of others.</summary>
    internal async Task ProbeAsync()
    {
        if (Volatile.Read(ref _probe) is not { } probe)
        {
            return;
        }

        MemberRow[] peers = [.. Watch.Others];
        Task<bool> own = Current.Find(Lease.Log) is { } self ? InTimeAsync(token => probe.AnswersAsync(self, token)) : Task.FromResult(false);
        bool[] reached = await Task.WhenAll(peers.Select(peer => InTimeAsync(token => probe.ReachesAsync(peer, token)))).ConfigureAwait(false);

        // Where no question of its own ever finds the listener, its silence says nothing.
        bool answers = await own.ConfigureAwait(false);
        _answersItself |= answers;
        for (int place = 0; place < peers.Length; place++)
        {
            NoteAnswer(peers[place], reached[place]);
        }

        foreach (Guid gone in _unanswered.Keys.Except(peers.Select(peer => peer.Incarnation)).ToArray())
        {
            _unanswered.Remove(gone);
        }

        Note(watch => watch.Probe(peers.Where((_, place) => reached[place]).Select(peer => peer.Incarnation), Now, busy: _answersItself && !answers));
    }

    private void NoteAnswer(MemberRow peer, bool answered)
    {
        int before = _unanswered.GetValueOrDefault(peer.Incarnation);
        int after = answered ? 0 : before + 1;
        _unanswered[peer.Incarnation] = after;
        if (after == UnansweredTold)
        {
            LogUnanswered(peer.Node, peer.Address);
        }
        else if (answered && before >= UnansweredTold)
        {
            LogAnswers(peer.Node);
        }
    }

    private async Task<bool> InTimeAsync(Func<CancellationToken, ValueTask<bool>> ask)
    {
        using CancellationTokenSource late = new(MemberRules.ProbeTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
        try
        {
            return await ask(either.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The network's edge: whatever it is, the peer did not answer.
            return false;
        }
    }

    private async ValueTask<ClusterView> ReadAsync(CancellationToken cancellationToken)
    {
        TimeSpan begun = Now;
        ClusterView view = await LookAsync(_store, _time, _clock, cancellationToken).ConfigureAwait(false);
        Note(watch => watch.Look(view, begun, Now));
        return view;
    }

    private async ValueTask<bool> ReapAsync(MemberRow silent, CancellationToken cancellationToken)
    {
        try
        {
            bool reaped = await _store.ReapAsync(silent, _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            if (reaped)
            {
                LogReaped(silent.Node, silent.Incarnation, MemberRules.SilentFor.TotalSeconds);
                Instruments.NodeReaped();
            }

            return reaped;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The store's edge: it stays silent, and the next look tries again. What else was seen counts all the same.
            if (_notReaped != silent.Incarnation)
            {
                _notReaped = silent.Incarnation;
                LogReapFailed(FaultSpell.Bug(e), silent.Node, silent.Incarnation, FaultSpell.Line(e));
            }

            return false;
        }
    }

    /// <summary>Writes what this node should be into its own row, where that says something else; the row is what everybody goes by.</summary>
    private async ValueTask SetOwnStateAsync(ClusterView view, CancellationToken cancellationToken)
    {
        if (view.Find(Lease.Log) is not { } own || own.Incarnation != Lease.Incarnation)
        {
            return;
        }

        bool leaving = Volatile.Read(ref _leaving);
        OwnState decided = leaving ? new OwnState(MemberState.Leaving, _setAside) : OwnState.Of(own, Watch.CutOff, _setAside);
        if (decided.State == own.State
            || await _store.SetStateAsync(own.Node, own.Incarnation, decided.State, leaving ? false : null, cancellationToken).ConfigureAwait(false))
        {
            _setAside = decided.SetAside;
            TurnTo(decided.State);
        }
    }

    private void TurnTo(MemberState state)
    {
        if (state == MemberState.Leaving)
        {
            _leaveAsked.TrySetResult();
        }

        if (_state == state)
        {
            return;
        }

        _state = state;
        LogState(Lease.Log, state, Watch.CutOff);
        StateChanged?.Invoke(state);
    }

    private void Show(ClusterView view)
    {
        ClusterView before = Current;
        Volatile.Write(ref _current, view);
        foreach (MemberRow row in view.Nodes.Where(row => row.Node != Lease.Log))
        {
            bool lived = before.Nodes.Any(old => old.Incarnation == row.Incarnation && old.Live);
            if (row.Live && !lived)
            {
                LogCame(row.Node, row.Incarnation, row.Address);
            }
            else if (!row.Live && lived)
            {
                LogGone(row.Node, row.Incarnation);
            }
        }

        Instruments.ClusterSeen(view, Watch.Reaches);
        Changed?.Invoke(view);
    }

    private void Note(Func<MemberWatch, MemberWatch> step)
    {
        bool fenced;
        lock (_gate)
        {
            _watch = step(_watch);
            fenced = _watch.Fenced;
        }

        if (fenced && _fenced.TrySetResult())
        {
            LogFenced(Lease.Log, Lease.Incarnation);
        }
    }

    /// <summary>Asks the store, and notes whether it answered.</summary>
    private async ValueTask<bool> AskAsync(int kind, Func<CancellationToken, Task> call)
    {
        using CancellationTokenSource late = new(MemberRules.StoreTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
        try
        {
            await call(either.Token).ConfigureAwait(false);
            Volatile.Write(ref _contact, _time.GetTimestamp());
            if (Interlocked.And(ref _failing, ~kind) == kind)
            {
                LogStoreBack();
            }

            return true;
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            // The store's edge: whatever its driver throws means that nothing is known. The next turn asks again.
            if (Interlocked.Or(ref _failing, kind) == 0)
            {
                LogStoreLost(FaultSpell.Bug(e), FaultSpell.Line(e));
            }

            return false;
        }
    }
}
