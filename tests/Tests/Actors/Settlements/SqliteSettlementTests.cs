using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Storage;

namespace EasyEnclave.Tests.Actors.Settlements;

public sealed class SqliteSettlementTests : SettlementContract
{
    private readonly StoreFolder _folder = new();

    private protected override async ValueTask<IStore> OpenAsync() => await _folder.OpenAsync();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete();
    }
}
