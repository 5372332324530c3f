using System.Text;
using EasyEnclave.Actors.Cluster;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Ledger.Checkpoints;
using EasyEnclave.Actors.Store;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using static EasyEnclave.Tests.Actors.Ledger.Books;

namespace EasyEnclave.Tests.Actors.Ledger.Checkpoints;

/// <summary>Where the ledger ended is signed and kept; one that is behind that, or another one, is not written.</summary>
public sealed class LedgerCheckpointsTests : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ManualTime _time = new(T0);
    private readonly SealingKey _sealing = new(new byte[32]);
    private readonly RecordedLogs _logs = new();
    private readonly MemoryKeep _file = new();
    private readonly List<IAsyncDisposable> _made = [];
    private readonly List<IDisposable> _keys = [];
    private MemoryStore _store = new();

    [Fact]
    public async Task ALedgerThatWentOnFromItsCheckpointIsWrittenAtOnce()
    {
        LedgerCheckpoints checkpoints = await NodeAsync(_store);
        LedgerWriter writer = await WriterAsync(checkpoints);
        await BuyAsync(writer, 3);
        Assert.True(await checkpoints.SignAsync(None));
        Assert.Equal((0, 3), (checkpoints.Known!.Line, checkpoints.Known.Seq));
        await BuyAsync(writer, 5);

        LedgerFirstCheck check = await (await NodeAsync(_store)).CheckAsync(None);

        Assert.Equal(new LedgerFirstCheck(null, IsEnough: true), check);
        Assert.NotNull(await _store.ReadValueAsync(LedgerCheckpoints.StoreKey, None));
        Assert.NotNull(_file.Document);
    }

    [Fact]
    public async Task TransfersThatAreWrittenWhileItIsCheckedAreNoViolation()
    {
        LedgerCheckpoints checkpoints = await NodeAsync(_store);
        LedgerWriter writer = await WriterAsync(checkpoints);
        await BuyAsync(writer, 3);
        Assert.True(await checkpoints.SignAsync(None));
        await BuyAsync(writer, 5);
        LedgerCheckpoints looking = await NodeAsync(_store);
        _store.BeforeReadTransfers = async () =>
        {
            _store.BeforeReadTransfers = null;
            await BuyAsync(writer, 7);
        };

        LedgerFirstCheck check = await looking.CheckAsync(None);

        Assert.Null(_store.BeforeReadTransfers);
        Assert.Equal(new LedgerFirstCheck(null, IsEnough: true), check);
    }

    [Fact]
    public async Task WithoutACheckpointTheWholeCheckComesFirst()
    {
        await BuyAsync(await WriterAsync(null), 3);

        Assert.Equal(new LedgerFirstCheck(null, IsEnough: false), await (await NodeAsync(_store)).CheckAsync(None));
    }

    [Fact]
    public async Task AStoreThatWasSetBackIsFrozenUntilAnOperatorAcceptsIt()
    {
        LedgerCheckpoints checkpoints = await NodeAsync(_store);
        await BuyAsync(await WriterAsync(checkpoints), 5);
        await checkpoints.SignAsync(None);
        byte[] keys = (await _store.ReadValueAsync("signing_keys", None))!.Value.ToArray();

        // An older backup: the same transfers, but only the first two; the file beside the key file stayed.
        _store = new MemoryStore();
        await BuyAsync(await WriterAsync(null), 2);
        LedgerCheckpoints restored = await NodeAsync(_store, keys);
        LedgerWriter writer = await WriterAsync(restored);

        Assert.IsType<LedgerOutcome.Frozen>(await writer.WriteAsync(Entry("more", Buy(Alice, "1"))));
        Assert.Equal(LedgerInvariant.ReachesItsCheckpoint, writer.Violation!.Invariant);
        Assert.StartsWith("ledger_shorter_than_checkpoint: it ends at transfer 2", writer.Violation.Detail, StringComparison.Ordinal);
        Assert.Contains("saw transfer 5", writer.Violation.Detail, StringComparison.Ordinal);
        Assert.NotNull(await _store.ReadAccountAsync(Alice, None));

        LedgerCheckpoint accepted = (await restored.AcceptAsync(None))!;
        Assert.Equal((1, 2), (accepted.Line, accepted.Seq));
        LedgerWriter again = await WriterAsync(await NodeAsync(_store));
        Assert.IsType<LedgerOutcome.Committed>(await again.WriteAsync(Entry("more", Buy(Alice, "1"))));
    }

    [Fact]
    public async Task AnotherLedgerOfTheSameLengthIsFrozenToo()
    {
        LedgerCheckpoints checkpoints = await NodeAsync(_store);
        await BuyAsync(await WriterAsync(checkpoints), 3);
        await checkpoints.SignAsync(None);
        byte[] keys = (await _store.ReadValueAsync("signing_keys", None))!.Value.ToArray();

        _store = new MemoryStore();
        LedgerWriter other = await WriterAsync(null);
        for (int n = 0; n < 4; n++)
            await other.WriteAsync(Entry($"other{n}", Buy(Bob, "7")));
        LedgerFirstCheck check = await (await NodeAsync(_store, keys)).CheckAsync(None);

        Assert.Equal((LedgerInvariant.ReachesItsCheckpoint, 3), (check.Violation!.Invariant, check.Violation.Seq));
    }

    [Fact]
    public async Task ARunningHolderNoticesAStoreThatWentBack()
    {
        LedgerCheckpoints checkpoints = await NodeAsync(_store);
        LedgerWriter writer = await WriterAsync(checkpoints);
        await BuyAsync(writer, 3);
        await using CheckpointRounds rounds = new(checkpoints, writer, _time);
        await rounds.RoundAsync(None);
        Assert.Equal(3, checkpoints.Known!.Seq);
        _file.Document = Signed(new LedgerCheckpoint(0, 9, new byte[32], T0));

        await rounds.RoundAsync(None);

        Assert.IsType<LedgerOutcome.Frozen>(await writer.WriteAsync(Entry("more", Buy(Alice, "1"))));
    }

    [Fact]
    public async Task WhatWasAnsweredBehindTheLastCheckpointIsSignedWhenItIsGone()
    {
        LedgerCheckpoints checkpoints = await NodeAsync(_store);
        LedgerWriter writer = await WriterAsync(checkpoints);
        await BuyAsync(writer, 3);
        await using CheckpointRounds rounds = new(checkpoints, writer, _time);
        await rounds.RoundAsync(None);
        await BuyAsync(writer, 2, from: 3);
        writer.Freeze(new LedgerViolation(LedgerInvariant.ReachesItsCheckpoint, "database_set_back"));

        await rounds.RoundAsync(None);

        Assert.Equal(5, checkpoints.Known!.Seq);
        Assert.Equal(_file.Document, Encoding.ASCII.GetString((await _store.ReadValueAsync(LedgerCheckpoints.StoreKey, None))!.Value.Span));
    }

    [Theory]
    [InlineData("not a token")]
    [InlineData("")]
    public async Task ACheckpointThatIsNotSignedCountsForNothingAndIsTold(string document)
    {
        LedgerCheckpoints checkpoints = await NodeAsync(_store);
        await BuyAsync(await WriterAsync(checkpoints), 3);
        _file.Document = document.Length > 0 ? document : Signed(new LedgerCheckpoint(0, 9, new byte[32], T0), own: false);

        Assert.Null((await checkpoints.CheckAsync(None)).Violation);
        Assert.Contains(_logs.Lines, line => line.StartsWith("The ledger's checkpoint in the file is not one that our keys signed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhoDoesNotHoldTheLedgerKeepsWhatTheHolderSigned()
    {
        LedgerCheckpoints holder = await NodeAsync(_store);
        await BuyAsync(await WriterAsync(holder), 3);
        await holder.SignAsync(None);
        string signed = _file.Document!;
        _file.Document = null;
        LedgerCheckpoints other = await NodeAsync(_store);
        await using CheckpointRounds rounds = new(other, Keep(new LedgerWriter(_store, _time, NullLogger<LedgerWriter>.Instance)), _time);

        await rounds.RoundAsync(None);

        Assert.Equal((3, signed), (other.Known!.Seq, _file.Document));
    }

    [Fact]
    public async Task TheSeatIsSignedWhenItIsGivenUp()
    {
        LedgerCheckpoints checkpoints = await NodeAsync(_store);
        LogLease node = await _store.JoinNodeAsync(new NodeCard("a", "a:9000", "1"), T0, None);
        LedgerWriter writer = Keep(new LedgerWriter(_store, _time, NullLogger<LedgerWriter>.Instance));
        using SeatKeeper seat = new(_store, writer, node, _time, NullLogger<SeatKeeper>.Instance, checkpoints);
        await seat.StepAsync(await _store.ReadClusterAsync(None), MemberState.Active, None);
        await BuyAsync(writer, 4);

        await seat.ReleaseAsync(None);

        Assert.Equal(4, checkpoints.Known!.Seq);
        Assert.False(writer.Held);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable part in Enumerable.Reverse(_made))
            await part.DisposeAsync();
        _keys.ForEach(part => part.Dispose());
        _sealing.Dispose();
        await _store.DisposeAsync();
    }

    private async Task<LedgerCheckpoints> NodeAsync(MemoryStore store, byte[]? keys = null)
    {
        LogLease lease = await store.JoinAsync($"node-{_made.Count}", _time.Now, None);
        StoreWriter writer = Keep(new StoreWriter(store, lease, _ => { }, _time, NullLogger<StoreWriter>.Instance));
        if (keys is not null)
            await writer.WriteAsync(WriteEntry.Of(new RowChange.PutValue("signing_keys", keys)));
        SigningKeys signing = await SigningKeys.OpenAsync(store, writer, _sealing, _time, None);
        LedgerCheckpoints checkpoints = new(store, writer, signing, _file, _time, new Logger<LedgerCheckpoints>(_logs));
        _keys.AddRange([checkpoints, signing]);
        return checkpoints;
    }

    private async Task<LedgerWriter> WriterAsync(LedgerCheckpoints? checkpoints) => Keep(new LedgerWriter(
        _store, await _store.JoinAsync(ILedgerStore.Log, _time.Now, None), _time, NullLogger<LedgerWriter>.Instance, null,
        checkpoints is null ? null : checkpoints.CheckAsync));

    private static async Task BuyAsync(LedgerWriter writer, int count, int from = 0)
    {
        for (int n = from; n < from + count; n++)
            Assert.IsType<LedgerOutcome.Committed>(await writer.WriteAsync(Entry($"buy{n}", Buy(Alice, "1"))));
    }

    private string Signed(LedgerCheckpoint checkpoint, bool own = true)
    {
        string token = _keys.OfType<SigningKeys>().Last().Sign(LedgerCheckpoint.MediaType, checkpoint.ToPayload());
        return own ? token : token[..^6] + (token[^6] == 'A' ? 'B' : 'A') + token[^5..];
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _made.Add(part);
        return part;
    }
}
