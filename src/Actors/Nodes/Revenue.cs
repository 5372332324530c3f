using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Nodes;

/// <summary>What a node earned in a span of time, by its settled postings; pure.</summary>
public static class Revenue
{
    /// <summary>The share of one transfer that falls into a span: a posting counts for its period evenly, a reversal of one takes it back.</summary>
    /// <param name="transfer">Any transfer of the node's provider account.</param>
    /// <param name="provider">That account.</param>
    /// <param name="from">The span's first instant.</param>
    /// <param name="to">The first instant after it.</param>
    public static Usd Of(Transfer transfer, AccountId provider, DateTimeOffset from, DateTimeOffset to)
    {
        if (transfer.Code is not (TransferCode.Reservation or TransferCode.Usage) || transfer.Period is not { } period)
        {
            return Usd.Zero;
        }

        int sign = transfer switch
        {
            { Kind: TransferKind.Post } when transfer.Credit == provider => 1,
            { Kind: TransferKind.Reverse } when transfer.Debit == provider => -1,
            _ => 0,
        };
        DateTimeOffset begin = period.Start > from ? period.Start : from;
        DateTimeOffset end = period.End < to ? period.End : to;
        if (sign == 0 || begin >= end)
        {
            return Usd.Zero;
        }

        Int128 share = (Int128)transfer.Amount.Micros * (end - begin).Ticks / (period.End - period.Start).Ticks;
        return new Usd(sign * (long)share);
    }
}
