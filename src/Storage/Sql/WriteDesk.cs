using EasyEnclave.Storage.Ledger;
using EasyEnclave.Storage.Rows;

namespace EasyEnclave.Storage.Sql;

/// <summary>A link that writes, with what writes over it; used by one thread.</summary>
internal sealed class WriteDesk(Link link, CommandLookup commands, ILedgerFetch? fetch = null, IExpectations? expectations = null) : IDisposable
{
    public Link Link => link;

    public BatchWriter Batches { get; } = new(link, expectations);

    public LedgerBatchWriter Ledger { get; } = new(link, commands, fetch);

    public void Dispose()
    {
        Batches.Dispose();
        Ledger.Dispose();
    }
}
