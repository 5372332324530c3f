using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Storage.Ledger;

/// <summary>Reads at once what a batch will ask for one by one: for a database that is a round trip away.</summary>
internal interface ILedgerFetch
{
    /// <summary>Reads what these entries will ask for.</summary>
    /// <param name="batch">The entries.</param>
    /// <param name="kept">An account that need not be read; null where it must.</param>
    /// <param name="into">Where to.</param>
    void Read(IReadOnlyList<LedgerEntry> batch, Func<AccountId, AccountState?> kept, LedgerFetched into);

    /// <summary>Reads what the ends of these pending transfers will ask for.</summary>
    void ReadDue(IReadOnlyList<long> pendings, Func<AccountId, AccountState?> kept, LedgerFetched into);
}
