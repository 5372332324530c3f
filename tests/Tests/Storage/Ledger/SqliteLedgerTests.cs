using EasyEnclave.Actors.Store;

namespace EasyEnclave.Tests.Storage.Ledger;

public sealed class SqliteLedgerTests : LedgerContract
{
    private readonly StoreFolder _folder = new();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete();
    }

    private protected override async ValueTask<IStore> OpenAsync() => await _folder.OpenAsync();
}
