using System.Text;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Store;
using EasyEnclave.Actors.Telemetry;
using EasyEnclave.Attestation.Signing;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Actors.Ledger.Checkpoints;

/// <summary>Signs where the ledger ends, keeps that in the store and outside of it, and holds the ledger against it before anything is written.</summary>
/// <remarks>
/// The store alone cannot say that it was set back. So the last checkpoint is also beside the key file of each node, and in the memory of each
/// process; the highest of them counts. One whose signature does not verify counts for nothing, and is told.
/// </remarks>
public sealed partial class LedgerCheckpoints : IDisposable
{
    /// <summary>The name of the value in the store.</summary>
    public const string StoreKey = "ledger.checkpoint";

    // So many transfers behind a checkpoint are checked before the first write; more than a holder writes in the minute between two.
    private const int TailLimit = 20_000;
    private const int Page = 1000;

    private readonly IStore _store;
    private readonly StoreWriter _writer;
    private readonly SigningKeys _keys;
    private readonly ICheckpointKeep _outside;
    private readonly TimeProvider _time;
    private readonly ILogger<LedgerCheckpoints> _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private LedgerCheckpoint? _known;
    private bool _kept = true;

    /// <summary>Checkpoints of a ledger.</summary>
    /// <param name="store">Where the ledger is.</param>
    /// <param name="writer">The way into the store, by this node's own log.</param>
    /// <param name="keys">Signs them, and knows every key that ever did.</param>
    /// <param name="outside">Where this machine keeps the last one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where trouble is told.</param>
    public LedgerCheckpoints(
        IStore store, StoreWriter writer, SigningKeys keys, ICheckpointKeep outside, TimeProvider time, ILogger<LedgerCheckpoints> logger)
    {
        _store = store;
        _writer = writer;
        _keys = keys;
        _outside = outside;
        _time = time;
        _logger = logger;
    }

    /// <summary>The highest checkpoint that this process knows; null while it knows none.</summary>
    public LedgerCheckpoint? Known => Volatile.Read(ref _known);

    /// <summary>Holds the ledger against every checkpoint known, and checks what was written behind the last one.</summary>
    /// <exception cref="Exception">The store could not be read: nothing is known.</exception>
    public async ValueTask<LedgerFirstCheck> CheckAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            List<LedgerCheckpoint> all = await GatherAsync(cancellationToken).ConfigureAwait(false);
            LedgerHead head = await _store.ReadLedgerHeadAsync(cancellationToken).ConfigureAwait(false);
            long line = all.Count == 0 ? 0 : all.Max(checkpoint => checkpoint.Line);
            foreach (LedgerCheckpoint checkpoint in all.Where(checkpoint => checkpoint.Line == line))
            {
                if (await HoldAsync(checkpoint, head, cancellationToken).ConfigureAwait(false) is { } violation)
                {
                    return new LedgerFirstCheck(violation, IsEnough: false);
                }

                Remember(checkpoint);
            }

            return Known is { } top && head.Seq - top.Seq <= TailLimit
                ? new LedgerFirstCheck(await TailAsync(top, head, cancellationToken).ConfigureAwait(false), IsEnough: true)
                : new LedgerFirstCheck(null, IsEnough: false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Signs where the ledger ends, when that has moved; for whoever holds the ledger, after the check.</summary>
    /// <returns>False when it could not be kept everywhere; the next call tries again.</returns>
    public async ValueTask<bool> SignAsync(CancellationToken cancellationToken)
    {
        try
        {
            LedgerHead head = await _store.ReadLedgerHeadAsync(cancellationToken).ConfigureAwait(false);
            return head.Seq == 0 || head.Seq == Known?.Seq
                || await KeepAsync(new LedgerCheckpoint(Known?.Line ?? 0, head.Seq, head.Hash, _time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge: the next minute signs.
            LogNotKept(e);
            return false;
        }
    }

    /// <summary>Signs where the ledger ended when it was last answered, though the store has less by now.</summary>
    public async ValueTask TestifyAsync(LedgerHead answered, CancellationToken cancellationToken)
    {
        try
        {
            LedgerCheckpoint seen = new(Known?.Line ?? 0, answered.Seq, answered.Hash, _time.GetUtcNow());
            if (seen.IsAbove(Known))
            {
                await KeepAsync(seen, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge: the next minute signs.
            LogNotKept(e);
        }
    }

    /// <summary>Learns what the holder signed last, and keeps it on this machine too; for all others.</summary>
    public async ValueTask FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            string? document = await StoredAsync(cancellationToken).ConfigureAwait(false);
            if (await ReadAsync(document, "the store", cancellationToken).ConfigureAwait(false) is { } checkpoint && checkpoint.IsAbove(Known))
            {
                Remember(checkpoint);
                await KeepOutsideAsync(document!, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge, or the disk's: the next minute looks again.
            LogNotKept(e);
        }
    }

    /// <summary>Accepts the ledger as it is now, though checkpoints saw more: an operator restored an older backup on purpose.</summary>
    /// <returns>The checkpoint from which on it counts; null when it could not be kept.</returns>
    public async ValueTask<LedgerCheckpoint?> AcceptAsync(CancellationToken cancellationToken)
    {
        List<LedgerCheckpoint> all = await GatherAsync(cancellationToken).ConfigureAwait(false);
        LedgerHead head = await _store.ReadLedgerHeadAsync(cancellationToken).ConfigureAwait(false);
        LedgerCheckpoint accepted = new(all.Select(checkpoint => checkpoint.Line).DefaultIfEmpty(0).Max() + 1, head.Seq, head.Hash, _time.GetUtcNow());
        if (!await KeepAsync(accepted, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        LogAccepted(accepted.Seq, accepted.Line);
        return accepted;
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async ValueTask<List<LedgerCheckpoint>> GatherAsync(CancellationToken cancellationToken)
    {
        LedgerCheckpoint?[] all =
        [
            Known,
            await ReadAsync(await StoredAsync(cancellationToken).ConfigureAwait(false), "the store", cancellationToken).ConfigureAwait(false),
            await ReadAsync(await _outside.ReadAsync(cancellationToken).ConfigureAwait(false), "the file", cancellationToken).ConfigureAwait(false),
        ];
        return [.. all.OfType<LedgerCheckpoint>()];
    }

    private async ValueTask<string?> StoredAsync(CancellationToken cancellationToken) =>
        await _store.ReadValueAsync(StoreKey, cancellationToken).ConfigureAwait(false) is { } bytes ? Encoding.ASCII.GetString(bytes.Span) : null;

    private async ValueTask<LedgerCheckpoint?> ReadAsync(string? document, string place, CancellationToken cancellationToken)
    {
        if (document is null)
        {
            return null;
        }

        SignatureFault fault = JsonWebSignature.Read(
            document, LedgerCheckpoint.MediaType, _keys.All, out byte[] payload, LedgerCheckpoint.MaxLength);
        if (fault == SignatureFault.UnknownKey && await _keys.RefreshAsync(cancellationToken).ConfigureAwait(false))
        {
            fault = JsonWebSignature.Read(document, LedgerCheckpoint.MediaType, _keys.All, out payload, LedgerCheckpoint.MaxLength);
        }

        LedgerCheckpoint? checkpoint = fault == SignatureFault.None ? LedgerCheckpoint.Read(payload) : null;
        if (checkpoint is null)
        {
            LogRefused(place, fault);
            Instruments.CheckpointRefused();
        }

        return checkpoint;
    }

    private async ValueTask<bool> KeepAsync(LedgerCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        string document = _keys.Sign(LedgerCheckpoint.MediaType, checkpoint.ToPayload());
        WriteOutcome outcome = await _writer.WriteAsync(
            WriteEntry.Of(new RowChange.PutValue(StoreKey, Encoding.ASCII.GetBytes(document)))).ConfigureAwait(false);
        if (outcome == WriteOutcome.Committed)
        {
            Remember(checkpoint);
        }

        return await KeepOutsideAsync(document, cancellationToken).ConfigureAwait(false) && outcome == WriteOutcome.Committed;
    }

    private async ValueTask<bool> KeepOutsideAsync(string document, CancellationToken cancellationToken)
    {
        try
        {
            await _outside.WriteAsync(document, cancellationToken).ConfigureAwait(false);
            _kept = true;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The disk's edge: the store and other nodes have it. Told once, until it is kept again.
            if (_kept)
            {
                _kept = false;
                LogNotOutside(e);
            }

            return false;
        }
    }

    private async ValueTask<LedgerViolation?> HoldAsync(LedgerCheckpoint checkpoint, LedgerHead head, CancellationToken cancellationToken)
    {
        if (checkpoint.Seq == 0)
        {
            return null;
        }

        if (head.Seq < checkpoint.Seq)
        {
            return new LedgerViolation(
                LedgerInvariant.ReachesItsCheckpoint,
                $"ledger_shorter_than_checkpoint: it ends at transfer {head.Seq}, and the checkpoint of {checkpoint.At:u} saw transfer {checkpoint.Seq}.",
                head.Seq);
        }

        ReadOnlyMemory<byte>? hash = checkpoint.Seq == head.Seq
            ? head.Hash
            : (await _store.ReadTransferAsync(checkpoint.Seq, cancellationToken).ConfigureAwait(false))?.Hash;
        return hash is { } found && found.Span.SequenceEqual(checkpoint.Hash.Span) ? null : new LedgerViolation(
            LedgerInvariant.ReachesItsCheckpoint,
            $"Transfer {checkpoint.Seq} has another hash than the checkpoint of {checkpoint.At:u} saw; the ledger ends at transfer {head.Seq}.",
            checkpoint.Seq);
    }

    private async ValueTask<LedgerViolation?> TailAsync(LedgerCheckpoint from, LedgerHead head, CancellationToken cancellationToken)
    {
        LedgerChain chain = new();
        (long seq, ReadOnlyMemory<byte> hash) = (from.Seq, from.Seq == 0 ? LedgerHead.Empty.Hash : from.Hash);
        while (seq < head.Seq)
        {
            // A page may hold what was written after the head was read.
            int limit = (int)Math.Min(Page, head.Seq - seq);
            IReadOnlyList<Transfer> transfers = await _store.ReadTransfersAsync(seq, limit, cancellationToken).ConfigureAwait(false);
            if (transfers.Count == 0)
            {
                return new LedgerViolation(LedgerInvariant.HashesAreChained, $"Transfer {seq + 1} is missing.", seq + 1);
            }

            foreach (Transfer transfer in transfers)
            {
                byte[] next = chain.Next(hash.Span, transfer);
                if (transfer.Seq != seq + 1 || !transfer.Hash.Span.SequenceEqual(next))
                {
                    return new LedgerViolation(LedgerInvariant.HashesAreChained, $"Transfer {seq + 1} does not follow from the one before.", seq + 1);
                }

                (seq, hash) = (transfer.Seq, next);
            }
        }

        return hash.Span.SequenceEqual(head.Hash.Span) ? null : new LedgerViolation(
            LedgerInvariant.HashesAreChained, $"The journal's last hash is not the one kept of it, at transfer {head.Seq}.", head.Seq);
    }

    private void Remember(LedgerCheckpoint checkpoint)
    {
        if (checkpoint.IsAbove(Known))
        {
            Volatile.Write(ref _known, checkpoint);
        }
    }
}
