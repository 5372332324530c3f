using EasyEnclave.Actors.Ledger;

namespace EasyEnclave.Edge.Ledger;

/// <summary>One order to move money, read from a request.</summary>
/// <param name="Command">What the ledger is asked.</param>
/// <param name="Wish">The same as text that is equal for equal wishes.</param>
/// <param name="Answer">The answer, made of the transfer alone, so that it is the same whenever it is made.</param>
internal sealed record MoneyOrder<T>(LedgerCommand Command, byte[] Wish, Func<Transfer, T> Answer)
    where T : class;
