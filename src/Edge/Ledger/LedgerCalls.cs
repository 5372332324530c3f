using EasyEnclave.Actors.Ledger;

namespace EasyEnclave.Edge.Ledger;

/// <summary>Carries commands to the ledger, each once at a time.</summary>
internal sealed class LedgerCalls(LedgerWriter writer, CommandsInFlight inFlight)
{
    /// <summary>Writes an entry; null when the same command is on its way already.</summary>
    public async ValueTask<LedgerOutcome?> RunAsync(LedgerEntry entry)
    {
        if (!inFlight.TryEnter(entry.Request.Id))
        {
            return null;
        }

        try
        {
            return await writer.WriteAsync(entry).ConfigureAwait(false);
        }
        finally
        {
            inFlight.Leave(entry.Request.Id);
        }
    }

    /// <summary>Writes entries that do not depend on each other; an outcome for each, null where the same command is on its way already.</summary>
    public async ValueTask<IReadOnlyList<LedgerOutcome?>> RunAllAsync(IReadOnlyList<LedgerEntry> entries)
    {
        List<LedgerEntry> entered = new(entries.Count);
        List<int> places = new(entries.Count);
        LedgerOutcome?[] outcomes = new LedgerOutcome?[entries.Count];
        try
        {
            for (int place = 0; place < entries.Count; place++)
            {
                if (inFlight.TryEnter(entries[place].Request.Id))
                {
                    entered.Add(entries[place]);
                    places.Add(place);
                }
            }

            IReadOnlyList<LedgerOutcome> written = await writer.WriteAllAsync(entered).ConfigureAwait(false);
            for (int index = 0; index < places.Count; index++)
            {
                outcomes[places[index]] = written[index];
            }

            return outcomes;
        }
        finally
        {
            entered.ForEach(entry => inFlight.Leave(entry.Request.Id));
        }
    }
}
