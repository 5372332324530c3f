using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Actors.Ledger.Journal;

/// <summary>A transfer as a line of a journal file: everything its hash covers, and the hash.</summary>
public sealed record JournalTransfer
{
    /// <summary>Its place.</summary>
    public required long Seq { get; init; }

    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>What it does.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is for.</summary>
    public required string Code { get; init; }

    /// <summary>Who paid.</summary>
    public required string Debit { get; init; }

    /// <summary>Who got it.</summary>
    public required string Credit { get; init; }

    /// <summary>How much, as decimal text.</summary>
    public required string AmountUsd { get; init; }

    /// <summary>The seq of the transfer it ends or reverses.</summary>
    public long? Subject { get; init; }

    /// <summary>Its period, as in a path.</summary>
    public string? Period { get; init; }

    /// <summary>When a pending one goes back by itself.</summary>
    public string? ExpiresAt { get; init; }

    /// <summary>When it was written.</summary>
    public required string At { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string Actor { get; init; }

    /// <summary>Why.</summary>
    public string Memo { get; init; } = "";

    /// <summary>The payment's number.</summary>
    public string? Reference { get; init; }

    /// <summary>Its hash, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>The line of a transfer.</summary>
    public static JournalTransfer Of(Transfer transfer) => new()
    {
        Seq = transfer.Seq,
        Id = transfer.Id.Value,
        Kind = TransferTexts.Text(transfer.Kind),
        Code = TransferTexts.Text(transfer.Code),
        Debit = transfer.Debit.Value,
        Credit = transfer.Credit.Value,
        AmountUsd = transfer.Amount.ToString(),
        Subject = transfer.Subject,
        Period = transfer.Period?.ToString(),
        ExpiresAt = transfer.ExpiresAt is { } expires ? Instants.Text(expires) : null,
        At = Instants.Text(transfer.At),
        Actor = transfer.Actor,
        Memo = transfer.Memo,
        Reference = transfer.Reference,
        Hash = Convert.ToHexStringLower(transfer.Hash.Span),
    };

    /// <summary>The transfer of a line, without what it did to its accounts; null when a member is not of its form.</summary>
    public Transfer? Read()
    {
        DateTimeOffset expires = default;
        Period period = default;
        byte[] hash = new byte[32];
        bool valid = TransferId.TryParse(Id, out TransferId id)
            & TransferTexts.TryParse(Kind, out TransferKind kind)
            & TransferTexts.TryParse(Code, out TransferCode code)
            & AccountId.TryParse(Debit, out AccountId debit)
            & AccountId.TryParse(Credit, out AccountId credit)
            & Usd.TryParse(AmountUsd, out Usd amount)
            & Instants.TryParse(At, out DateTimeOffset at)
            & (ExpiresAt is null || Instants.TryParse(ExpiresAt, out expires))
            & (Period is null || Protocol.Money.Period.TryParse(Period, out period))
            & (Hash.Length == 64 && Convert.FromHexString(Hash, hash, out _, out _) == System.Buffers.OperationStatus.Done);
        return !valid ? null : new Transfer
        {
            Seq = Seq,
            Id = id,
            Kind = kind,
            Code = code,
            Debit = debit,
            Credit = credit,
            Amount = amount,
            Subject = Subject,
            Period = Period is null ? null : period,
            ExpiresAt = ExpiresAt is null ? null : expires,
            At = at,
            Actor = Actor,
            Memo = Memo,
            Reference = Reference,
            Hash = hash,
        };
    }
}
