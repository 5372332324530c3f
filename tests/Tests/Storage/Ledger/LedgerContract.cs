using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Tests.Actors.Ledger;

namespace EasyEnclave.Tests.Storage.Ledger;

/// <summary>What every store keeps of the ledger: inherited once for each, the chapters of it in the files beside this one.</summary>
public abstract partial class LedgerContract : IAsyncLifetime
{
    private protected static readonly DateTimeOffset T0 = Books.T0;
    private protected static readonly CancellationToken None = CancellationToken.None;

    private protected IStore Store { get; private set; } = null!;

    private protected LogLease Lease { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Store = await OpenAsync();
        Lease = await Store.JoinAsync(ILedgerStore.Log, T0, None);
    }

    public virtual async Task DisposeAsync() => await Store.DisposeAsync();

    /// <summary>Opens the store of this test: empty at first, and what was written before when opened again.</summary>
    private protected abstract ValueTask<IStore> OpenAsync();

    /// <summary>Ends the store and opens it again.</summary>
    private protected virtual async Task RestartAsync()
    {
        await Store.DisposeAsync();
        Store = await OpenAsync();
        Lease = await Store.JoinAsync(ILedgerStore.Log, T0, None);
    }

    private protected Task<IReadOnlyList<LedgerOutcome>> AppendAsync(params LedgerEntry[] batch) => AppendAsync(T0, batch);

    private protected async Task<IReadOnlyList<LedgerOutcome>> AppendAsync(DateTimeOffset now, params LedgerEntry[] batch) =>
        (await Store.AppendLedgerAsync(Lease, batch, now, None))!.Outcomes;

    /// <summary>Writes what must be taken, an entry a command; answers the transfers.</summary>
    private protected async Task<IReadOnlyList<Transfer>> CommitAsync(params LedgerCommand[] commands)
    {
        LedgerEntry[] batch = [.. commands.Select(command => Books.Entry(Guid.NewGuid().ToString(), command))];
        return [.. (await AppendAsync(batch)).SelectMany(outcome => Assert.IsType<LedgerOutcome.Committed>(outcome).Transfers)];
    }

    private protected async Task RefusedAsync(LedgerRefusal refusal, LedgerCommand command)
    {
        var before = await Store.ReadLedgerHeadAsync(None);
        var outcome = Assert.Single(await AppendAsync(Books.Entry(Guid.NewGuid().ToString(), command)));
        Assert.Equal(refusal, Assert.IsType<LedgerOutcome.Refused>(outcome).Refusal);
        Assert.Equal(before, await Store.ReadLedgerHeadAsync(None));
    }

    private protected async Task<Balance> BalanceAsync(AccountId account) => (await Store.ReadAccountAsync(account, None))?.Balance ?? default;

    private protected async Task SoundAsync()
    {
        Assert.Null(await Store.VerifyLedgerAsync(None));
        Assert.True((await Store.ReadTrialBalanceAsync(None)).Balanced);
    }

    private protected static string Text(LedgerOutcome outcome) => outcome switch
    {
        LedgerOutcome.Committed done => $"done {string.Join(' ', done.Transfers.Select(Text))} {Convert.ToHexString(done.Note.GetValueOrDefault().Span)} {done.Replayed}",
        _ => outcome.ToString(),
    };

    private protected static string Text(Transfer transfer) => $"{transfer with { Hash = default }} {Convert.ToHexString(transfer.Hash.Span)}";

    private protected static Usd Amount(string text) => Usd.Parse(text);
}
