using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Storage.Ledger;

/// <summary>Rows of the ledger that were read before a batch asks for them, and what was looked for and is not there; good for that batch.</summary>
internal sealed class LedgerFetched
{
    public Dictionary<CommandId, CommandRow?> Commands { get; } = [];

    public Dictionary<AccountId, AccountState?> Accounts { get; } = [];

    public Dictionary<long, Transfer?> Transfers { get; } = [];

    public Dictionary<long, PendingState?> Pendings { get; } = [];

    public Dictionary<long, long?> Reversals { get; } = [];

    public Dictionary<(AccountId Rail, string Reference), long?> Payments { get; } = [];

    public void Clear()
    {
        Commands.Clear();
        Accounts.Clear();
        Transfers.Clear();
        Pendings.Clear();
        Reversals.Clear();
        Payments.Clear();
    }
}
