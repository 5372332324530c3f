namespace EasyEnclave.Actors.Ledger;

internal sealed partial class LedgerTenure
{
    /// <summary>Wakes who follows the events, before anybody is answered.</summary>
    private void Tell(LedgerEntry[] entries, IReadOnlyList<LedgerOutcome> outcomes)
    {
        for (int place = 0; _feed is not null && place < entries.Length; place++)
        {
            if (entries[place].Events.Count > 0 && outcomes[place] is LedgerOutcome.Committed { Replayed: false })
            {
                _feed.Committed();
                return;
            }
        }
    }

    private static void Answer(List<Waiting> batch, IReadOnlyList<LedgerOutcome> outcomes)
    {
        int next = 0;
        foreach (Waiting waiting in batch)
        {
            LedgerOutcome[] own = new LedgerOutcome[waiting.Entries.Count];
            for (int place = 0; place < own.Length; place++)
            {
                own[place] = outcomes[next++];
            }

            waiting.Done.TrySetResult(own);
        }
    }

    private static void Answer(Waiting waiting, LedgerOutcome outcome) =>
        waiting.Done.TrySetResult([.. Enumerable.Repeat(outcome, waiting.Entries.Count)]);
}
