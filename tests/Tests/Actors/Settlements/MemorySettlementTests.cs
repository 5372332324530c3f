using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Actors.Settlements;

public sealed class MemorySettlementTests : SettlementContract
{
    private protected override ValueTask<IStore> OpenAsync() => ValueTask.FromResult<IStore>(new MemoryStore());
}
