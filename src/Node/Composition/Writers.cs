using EasyEnclave.Actors.Clock;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Ledger.Checkpoints;
using EasyEnclave.Actors.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node.Composition;

/// <summary>What writes to the store in this process.</summary>
internal static class Writers
{
    /// <summary>Registers the writers of the node's log and of the ledger, and what guards the ledger's end.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="into">The store, the node's right to write its log, and the ledger's where this node holds it for life.</param>
    /// <param name="directory">Shown what was committed.</param>
    /// <param name="feed">Woken after it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="readModel">What catches up before a conflict is told; null where nobody else writes.</param>
    public static void AddTo(
        IServiceCollection services,
        (IStore Store, LogLease Node, LogLease? Ledger) into,
        AgentDirectory directory,
        EventFeed feed,
        TrustedTime time,
        IReadModel? readModel)
    {
        services.AddSingleton(provider => new StoreWriter(
            into.Store,
            into.Node,
            entry =>
            {
                directory.Apply(entry);
                feed.Committed(entry);
                if (entry.Events.Count > 0)
                {
                    time.NotBefore(entry.Events[^1].At); // the log's head, also while this process lives
                }
            },
            time,
            provider.GetRequiredService<ILogger<StoreWriter>>())
        {
            ReadModel = readModel,
        });
        services.AddSingleton(provider => into.Ledger is { } lease
            ? new LedgerWriter(
                into.Store,
                lease,
                time,
                provider.GetRequiredService<ILogger<LedgerWriter>>(),
                feed,
                async token => (await provider.GetRequiredService<LedgerCheckpoints>().CheckAsync(token).ConfigureAwait(false)) with { IsEnough = false })
            : new LedgerWriter(into.Store, time, provider.GetRequiredService<ILogger<LedgerWriter>>(), feed));
        services.AddSingleton<ILedgerSeat>(provider => provider.GetRequiredService<LedgerWriter>());
        services.AddSingleton<LedgerCheckpoints>();
        services.AddSingleton<CheckpointRounds>();
    }
}
