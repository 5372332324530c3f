using System.Security.Cryptography;
using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol;

namespace EasyEnclave.Actors.Ledger.Journal;

/// <summary>The whole ledger as lines of JSON: written from a running one, checked by itself, and read into an empty one.</summary>
public static class JournalFile
{
    /// <summary>Writes the journal as it is at the beginning of the call; what is written to the ledger meanwhile is not in it.</summary>
    /// <returns>The last line, whose hash is the ledger's head.</returns>
    public static async ValueTask<JournalEnd> WriteAsync(ILedgerStore store, Stream output, CancellationToken cancellationToken)
    {
        LedgerHead head = await store.ReadLedgerHeadAsync(cancellationToken).ConfigureAwait(false);
        using IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using MemoryStream page = new();
        Put(page, new JournalLine { Journal = JournalReader.Version });
        for (long seq = 0; seq < head.Seq;)
        {
            IReadOnlyList<Transfer> transfers = await store.ReadTransfersAsync(seq, Limits.PageRows, cancellationToken).ConfigureAwait(false);
            foreach (Transfer transfer in transfers.TakeWhile(transfer => transfer.Seq <= head.Seq))
            {
                Put(page, new JournalLine { Transfer = JournalTransfer.Of(transfer) });
                seq = transfer.Seq;
            }

            await FlushAsync(page, sha, output, cancellationToken).ConfigureAwait(false);
        }

        long commands = await WriteCommandsAsync(store, head.Seq, page, sha, output, cancellationToken).ConfigureAwait(false);
        await FlushAsync(page, sha, output, cancellationToken).ConfigureAwait(false);
        JournalEnd end = new(head.Seq, Convert.ToHexStringLower(head.Hash.Span), commands, Convert.ToHexStringLower(sha.GetHashAndReset()));
        Put(page, new JournalLine { End = end });
        await FlushAsync(page, sha, output, cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return end;
    }

    /// <summary>Checks a file by nothing but itself: every hash, sum and rule, from the first line to the last.</summary>
    /// <param name="open">Opens the file; it is read twice.</param>
    /// <returns>The fold of the journal: its accounts, and the head, which is the one that the ledger it came from had.</returns>
    /// <exception cref="JournalException">It is not a whole journal.</exception>
    /// <exception cref="LedgerViolationException">It contradicts itself.</exception>
    public static JournalFold Verify(Func<Stream> open)
    {
        JournalFold fold = new(JournalFold.Reversed(Transfers(open)));
        using Stream input = open();
        JournalReader reader = new(input);
        long named = 0;
        foreach (JournalLine line in reader.Lines())
        {
            if (line.Transfer is not null)
            {
                fold.Add(Read(line.Transfer));
            }
            else if (Read(line.Command!) is { } command && command.FirstSeq == named + 1)
            {
                named += command.Transfers;
            }
            else
            {
                throw new JournalException(line.Command!.Seq, $"the command {line.Command.Id} does not follow the one before it");
            }
        }

        fold.CheckSums();
        if (reader.End!.Seq != fold.Head.Seq || reader.End.Hash != Convert.ToHexStringLower(fold.Head.Hash.Span) || named != fold.Head.Seq)
        {
            throw new LedgerViolationException(new(
                LedgerInvariant.HashesAreChained, $"The last line tells of {reader.End.Seq} transfers, the commands of {named}, and there are {fold.Head.Seq}."));
        }

        return fold;
    }

    /// <summary>Reads a file into an empty ledger, in one commit; it is checked as <see cref="Verify"/> does before anything is written.</summary>
    /// <returns>Where the ledger ends then, as the file does; null when the lease is lost.</returns>
    /// <exception cref="InvalidOperationException">The ledger is not empty.</exception>
    /// <exception cref="JournalException">It is not a whole journal.</exception>
    /// <exception cref="LedgerViolationException">It contradicts itself.</exception>
    public static async ValueTask<LedgerHead?> ImportAsync(
        ILedgerStore store, LogLease lease, Func<Stream> open, CancellationToken cancellationToken)
    {
        Verify(open);
        return await store.ImportLedgerAsync(lease, Transfers(open), Commands(open), cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<Transfer> Transfers(Func<Stream> open)
    {
        using Stream input = open();
        foreach (JournalLine line in new JournalReader(input).Lines())
        {
            if (line.Transfer is not null)
            {
                yield return Read(line.Transfer);
            }
        }
    }

    private static IEnumerable<CommandRow> Commands(Func<Stream> open)
    {
        using Stream input = open();
        long number = 0;
        foreach (JournalLine line in new JournalReader(input).Lines())
        {
            if (line.Command is not null)
            {
                yield return Read(line.Command) with { Number = ++number };
            }
        }
    }

    private static Transfer Read(JournalTransfer line) => line.Read() ?? throw new JournalException(line.Seq + 1, "a member of the transfer is not of its form");

    private static CommandRow Read(JournalCommand line) => line.Read() ?? throw new JournalException(line.Seq, $"a member of the command {line.Id} is not of its form");

    private static async ValueTask<long> WriteCommandsAsync(
        ILedgerStore store, long head, MemoryStream page, IncrementalHash sha, Stream output, CancellationToken cancellationToken)
    {
        long commands = 0;
        bool more = true;
        while (more)
        {
            IReadOnlyList<CommandRow> rows = await store.ReadCommandsAsync(commands, Limits.PageRows, cancellationToken).ConfigureAwait(false);
            more = rows.Count == Limits.PageRows;
            foreach (CommandRow row in rows)
            {
                // What was written since the beginning has transfers behind the head.
                if (row.FirstSeq + row.Transfers > head + 1)
                {
                    more = false;
                    break;
                }

                Put(page, new JournalLine { Command = JournalCommand.Of(row) });
                commands++;
            }

            await FlushAsync(page, sha, output, cancellationToken).ConfigureAwait(false);
        }

        return commands;
    }

    private static void Put(MemoryStream page, JournalLine line)
    {
        JsonSerializer.Serialize(page, line, JournalJson.Default.JournalLine);
        page.WriteByte((byte)'\n');
    }

    private static async ValueTask FlushAsync(MemoryStream page, IncrementalHash sha, Stream output, CancellationToken cancellationToken)
    {
        sha.AppendData(page.GetBuffer().AsSpan(0, (int)page.Length));
        await output.WriteAsync(page.GetBuffer().AsMemory(0, (int)page.Length), cancellationToken).ConfigureAwait(false);
        page.SetLength(0);
    }
}
