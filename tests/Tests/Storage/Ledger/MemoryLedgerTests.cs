using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Storage.Ledger;

public sealed class MemoryLedgerTests : LedgerContract
{
    private protected override ValueTask<IStore> OpenAsync() => new(new MemoryStore());

    // What lives in memory alone does not outlive it: the tests of a restart go on with the same one.
    private protected override Task RestartAsync() => Task.CompletedTask;
}
