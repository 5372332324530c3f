using EasyEnclave.Actors.Store;
using EasyEnclave.Storage.Sqlite;

namespace EasyEnclave.Tests.Storage;

/// <summary>Files as a crash leaves them: copied in the middle of writing, and with a log that is cut off or torn anywhere.</summary>
/// <remarks>
/// So little is written that the log is never folded into the file meanwhile: the copy of both is what a machine would find that stopped
/// at that moment, and a shorter log what it would find if the rest had not reached the disk.
/// </remarks>
public sealed class SqliteCrashTests : IDisposable
{
    private const int WalHeader = 32;
    private const int WalFrame = 24 + 4096;

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Delete();

    [Fact]
    public async Task WhatWasAnsweredIsInACopyTakenAtAnyMoment()
    {
        await using var store = await _folder.OpenAsync();
        var lease = await store.JoinAsync("node-a", Samples.T0, None);
        var answered = 0L;
        var writing = Task.Run(async () =>
        {
            for (var version = 1; version <= 40; version++)
            {
                await AppendAsync(store, lease, version);
                Volatile.Write(ref answered, version * 3);
            }
        });

        var copies = new List<(string File, long Answered)>();
        do
        {
            var before = Volatile.Read(ref answered);
            copies.Add((Copy($"copy-{copies.Count}", int.MaxValue), before));
        }
        while (!writing.IsCompleted && copies.Count < 25);
        await writing;

        foreach (var (file, before) in copies)
            Assert.InRange(await SoundHeadAsync(file), before, 120);
    }

    [Fact]
    public async Task ALogCutOffAnywhereLeavesTheCommitsBeforeTheCut()
    {
        await using var store = await _folder.OpenAsync();
        var lease = await store.JoinAsync("node-a", Samples.T0, None);
        var ends = new List<long>();
        for (var version = 1; version <= 6; version++)
        {
            await AppendAsync(store, lease, version);
            ends.Add(new FileInfo(_folder.File + "-wal").Length);
        }

        // Every frame's borders, the middle of each, and the inside of the log's own header.
        var cuts = Enumerable.Range(0, (int)(ends[^1] / WalFrame) + 1)
            .SelectMany(frame => new[] { frame * WalFrame, WalHeader + (frame * WalFrame) - 1, WalHeader + (frame * WalFrame), WalHeader + (frame * WalFrame) + 2000 })
            .Where(cut => cut >= 0 && cut <= ends[^1])
            .Distinct()
            .Order();
        foreach (var cut in cuts)
            Assert.Equal(3 * ends.Count(end => end <= cut), await SoundHeadAsync(Copy($"cut-{cut}", cut)));
    }

    [Fact]
    public async Task ATornPageInTheLogEndsItThere()
    {
        await using var store = await _folder.OpenAsync();
        var lease = await store.JoinAsync("node-a", Samples.T0, None);
        await AppendAsync(store, lease, 1);
        var sound = new FileInfo(_folder.File + "-wal").Length;
        await AppendAsync(store, lease, 2);
        await AppendAsync(store, lease, 3);
        var end = new FileInfo(_folder.File + "-wal").Length;

        for (var torn = sound; torn < end; torn += 1531)
        {
            var file = Copy($"torn-{torn}", int.MaxValue);
            await using (var wal = new FileStream(file + "-wal", FileMode.Open, FileAccess.ReadWrite))
            {
                wal.Position = torn;
                var was = wal.ReadByte();
                wal.Position = torn;
                wal.WriteByte((byte)(was ^ 0x40));
            }

            Assert.InRange(await SoundHeadAsync(file), 3, 6);
        }
    }

    /// <summary>Three agents move on by one version each, in one batch.</summary>
    private static async Task AppendAsync(SqliteStore store, LogLease lease, int version)
    {
        WriteEntry[] batch = [.. Enumerable.Range(1, 3).Select(n => Samples.Entry(Samples.Agent($"agent-{n}", version: version)))];
        Assert.All((await store.AppendAsync(lease, batch, Samples.T0, None))!, outcome => Assert.Equal(WriteOutcome.Committed, outcome));
    }

    /// <summary>The database and the first bytes of its log, copied as they are now.</summary>
    private string Copy(string name, long walBytes)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Root, name)).FullName;
        var file = Path.Combine(folder, "ee.db");
        CopyBytes(_folder.File, file, long.MaxValue);
        CopyBytes(_folder.File + "-wal", file + "-wal", walBytes);
        return file;
    }

    private static void CopyBytes(string from, string to, long most)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var target = new FileStream(to, FileMode.CreateNew);
        source.CopyTo(target);
        if (target.Length > most)
            target.SetLength(most);
    }

    /// <summary>Opens the copy, checks that it agrees with itself and can be written, and answers its head.</summary>
    private static async Task<long> SoundHeadAsync(string file)
    {
        await using var store = await StoreFolder.OpenAsync(file);
        await store.VerifyAsync(None);
        var head = (await store.ReadLogAsync("node-a", None))?.Head ?? 0;
        var events = await store.ReadEventsAsync(new EventQuery("node-a", 0, 1000, null), None);
        Assert.Equal(Enumerable.Range(1, (int)head).Select(seq => (long)seq), events.Select(stored => stored.Seq));
        var agents = (await store.LoadAsync(None)).Agents;
        Assert.Equal(head, agents.Sum(agent => agent.Version));
        Assert.All(agents, agent => Assert.Equal(agent.Version, events.Count(stored => stored.Entity == EntityName.Of(agent.Id))));

        var lease = await store.JoinAsync("node-a", Samples.T0, None);
        await AppendAsync(store, lease, (int)(head / 3) + 1);
        return head;
    }
}
