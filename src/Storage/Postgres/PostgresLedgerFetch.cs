using System.Buffers.Binary;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Ledger;
using EasyEnclave.Storage.Rows;

namespace EasyEnclave.Storage.Postgres;

/// <summary>Reads what a batch of the ledger needs in a handful of queries, however many entries it has.</summary>
internal sealed class PostgresLedgerFetch(PostgresLink link) : ILedgerFetch
{
    public void Read(IReadOnlyList<LedgerEntry> batch, Func<AccountId, AccountState?> kept, LedgerFetched into)
    {
        var (subjects, accounts) = (new HashSet<long>(), new HashSet<AccountId>());
        var references = new HashSet<(AccountId Rail, string Reference)>();
        foreach (var command in batch.SelectMany(static entry => entry.Commands))
            Ask(command, subjects, accounts, references);
        ReadCommands([.. batch.Select(static entry => entry.Request.Id)], into);
        ReadSubjects(subjects, into);

        // A command that is sent again is answered from its transfers.
        ReadTransfers(into.Commands.Values.OfType<CommandRow>().SelectMany(static row => Enumerable.Range(0, row.Transfers).Select(place => row.FirstSeq + place)), into);
        ReadAccounts(accounts, kept, into);
        ReadPayments(references, kept, into);
    }

    public void ReadDue(IReadOnlyList<long> pendings, Func<AccountId, AccountState?> kept, LedgerFetched into)
    {
        ReadCommands([.. pendings.Select(LedgerRows.ExpiryOf)], into);
        ReadSubjects(pendings, into);
        ReadAccounts([], kept, into);
    }

    private static void Ask(LedgerCommand command, HashSet<long> subjects, HashSet<AccountId> accounts, HashSet<(AccountId Rail, string Reference)> references)
    {
        switch (command)
        {
            case LedgerCommand.Move move:
                accounts.UnionWith([move.From, move.To]);
                if (move.Reference is { } reference)
                    references.Add((move.From, reference));
                break;
            case LedgerCommand.Pend pend:
                accounts.UnionWith([pend.From, pend.To]);
                break;
            case LedgerCommand.Post post:
                subjects.Add(post.Pending);
                break;
            case LedgerCommand.Void @void:
                subjects.Add(@void.Pending);
                break;
            case LedgerCommand.Expire expire:
                subjects.Add(expire.Pending);
                break;
            case LedgerCommand.Reverse reverse:
                subjects.Add(reverse.Original);
                if (reverse.From is { } payer)
                    accounts.Add(payer);
                break;
        }
    }

    private void ReadCommands(CommandId[] ids, LedgerFetched into)
    {
        if (ids.Length == 0)
            return;
        foreach (var id in ids)
            into.Commands[id] = null;
        using var row = link.Take(CommandRows.Select + " WHERE id = ANY(?)");
        row.Bind(1, Array.ConvertAll(ids, Bytes));
        while (row.Step())
        {
            var command = CommandRows.Read(row);
            into.Commands[command.Id] = command;
        }
    }

    /// <summary>Reads transfers that others refer to, with what is kept of them beside the journal, and notes their accounts.</summary>
    private void ReadSubjects(IEnumerable<long> seqs, LedgerFetched into)
    {
        long[] subjects = [.. seqs];
        if (subjects.Length == 0)
            return;
        ReadTransfers(subjects, into);
        foreach (var seq in subjects)
            (into.Pendings[seq], into.Reversals[seq]) = (null, null);
        using (var row = link.Take("SELECT seq, expires_at, resolved_by FROM pending WHERE seq = ANY(?)"))
        {
            row.Bind(1, subjects);
            while (row.Step())
                into.Pendings[row.Number(0)] = new PendingState(row.Number(0), row.InstantOrNull(1), row.NumberOrNull(2));
        }

        using (var row = link.Take("SELECT subject, seq FROM reversal WHERE subject = ANY(?)"))
        {
            row.Bind(1, subjects);
            while (row.Step())
                into.Reversals[row.Number(0)] = row.Number(1);
        }
    }

    private void ReadTransfers(IEnumerable<long> wanted, LedgerFetched into)
    {
        long[] seqs = [.. wanted.Where(seq => !into.Transfers.ContainsKey(seq)).Distinct()];
        if (seqs.Length == 0)
            return;
        foreach (var seq in seqs)
            into.Transfers[seq] = null;
        using var row = link.Take(TransferRow.Select + " WHERE t.seq = ANY(?)");
        row.Bind(1, seqs);
        while (row.Step())
        {
            var transfer = TransferRow.Read(row);
            into.Transfers[transfer.Seq] = transfer;
        }
    }

    /// <summary>Reads accounts, those of the transfers that were read too, and the last transfer of each, which it is compared with.</summary>
    private void ReadAccounts(HashSet<AccountId> wanted, Func<AccountId, AccountState?> kept, LedgerFetched into)
    {
        foreach (var transfer in into.Transfers.Values.OfType<Transfer>())
            wanted.UnionWith([transfer.Debit, transfer.Credit]);
        string[] names = [.. wanted.Where(id => kept(id) is null && !into.Accounts.ContainsKey(id)).Select(static id => id.Value)];
        if (names.Length == 0)
            return;
        foreach (var name in names)
            into.Accounts[AccountId.Parse(name)] = null;
        using (var row = link.Take(AccountRow.Select + " WHERE name = ANY(?)"))
        {
            row.Bind(1, names);
            foreach (var account in RowReader.All(row, AccountRow.Read))
                into.Accounts[account.Id] = account;
        }

        ReadTransfers(into.Accounts.Values.OfType<AccountState>().Select(static account => account.Trail.Last), into);
    }

    private void ReadPayments(HashSet<(AccountId Rail, string Reference)> wanted, Func<AccountId, AccountState?> kept, LedgerFetched into)
    {
        if (wanted.Count == 0)
            return;
        foreach (var payment in wanted)
            into.Payments[payment] = null;
        var rails = wanted.Select(static payment => payment.Rail).Distinct().Select(id => kept(id) ?? into.Accounts.GetValueOrDefault(id))
            .OfType<AccountState>().ToDictionary(static account => account.Number, static account => account.Id);
        using var row = link.Take("SELECT rail, reference, seq FROM payment WHERE rail = ANY(?) AND reference = ANY(?)");
        row.Bind(1, rails.Keys.ToArray());
        row.Bind(2, wanted.Select(static payment => payment.Reference).Distinct().ToArray());
        while (row.Step())
            into.Payments[(rails[row.Number(0)], row.Text(1))] = row.Number(2);
    }

    private static byte[] Bytes(CommandId id)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id.Value);
        return bytes;
    }
}
