using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Results;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation.Results;
using EasyEnclave.Attestation.Signing;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Actors.Results;

/// <summary>The bans as a signed list: at once, numbered for ever, and never older than a quarter of its minute when it is given out.</summary>
public sealed class StatusListTests : IAsyncDisposable
{
    private static readonly BanTarget Agent = new(BanScope.Agent, "agent-1");
    private static readonly BanTarget Platform = new(BanScope.Platform, Cast.PlatformA);

    private readonly ManualTime _time = new(Cast.T0);
    private readonly MemoryStore _store = new();
    private readonly SealingKey _sealing = new(new byte[32]);
    private readonly List<IAsyncDisposable> _started = [];

    [Fact]
    public async Task ABanIsInTheNextListAndLiftedBansAreNot()
    {
        Running running = await StartAsync();
        Assert.False((await running.ReadAsync()).Has("agent", "agent-1"));
        await running.WriteAsync(new RowChange.PutBan(new Ban(Agent, _time.Now, "alice", "a secret remark")));
        await running.WriteAsync(new RowChange.PutBan(new Ban(Platform, _time.Now, "alice", "")));
        RevocationStatement list = await running.ReadAsync();
        Assert.True(list.Has("agent", "agent-1"));
        Assert.True(list.Has("platform", Cast.PlatformA));
        Assert.DoesNotContain("secret", System.Text.Encoding.UTF8.GetString(list.ToPayload()), StringComparison.Ordinal);

        await running.WriteAsync(new RowChange.RemoveBan(Agent));
        Assert.False((await running.ReadAsync()).Has("agent", "agent-1"));
    }

    [Fact]
    public async Task TheNumberGrowsWithEveryChangeAndWithNothingElse()
    {
        Running running = await StartAsync();
        Assert.Equal(1, (await running.ReadAsync()).Number);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, (await running.ReadAsync()).Number);
        await running.WriteAsync(new RowChange.PutBan(new Ban(Agent, _time.Now, "alice", "")));
        Assert.Equal(2, (await running.ReadAsync()).Number);
        await running.WriteAsync(new RowChange.PutBan(new Ban(Agent, _time.Now, "bob", "another reason")));
        Assert.Equal(2, (await running.ReadAsync()).Number);
        await running.WriteAsync(new RowChange.RemoveBan(Agent));
        Assert.Equal(3, (await running.ReadAsync()).Number);
    }

    [Fact]
    public async Task TheNumberGoesOnAfterARestart()
    {
        Running first = await StartAsync();
        await first.WriteAsync(new RowChange.PutBan(new Ban(Agent, _time.Now, "alice", "")));
        Assert.Equal(1, (await first.ReadAsync()).Number);

        Running again = await StartAsync();
        RevocationStatement list = await again.ReadAsync();
        Assert.True(list.Has("agent", "agent-1"));
        Assert.Equal(1, list.Number);
        await again.WriteAsync(new RowChange.PutBan(new Ban(Platform, _time.Now, "alice", "")));
        Assert.Equal(2, (await again.ReadAsync()).Number);
    }

    [Fact]
    public async Task AListIsSignedAnewAfterAQuarterOfItsLife()
    {
        Running running = await StartAsync();
        SignedList first = (await running.List.GetAsync(CancellationToken.None))!;
        _time.Advance(StatusList.Renewal - TimeSpan.FromTicks(1));
        Assert.Same(first, await running.List.GetAsync(CancellationToken.None));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(first.IssuedAt + StatusList.Renewal, (await running.ReadAsync()).IssuedAt);
    }

    [Fact]
    public async Task WithoutANumberThereIsNoList()
    {
        Running running = await StartAsync();
        await running.Writer.DisposeAsync();
        Assert.Null(await running.List.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task AListHoldsNoMoreThanAListMay()
    {
        Running running = await StartAsync();
        for (int i = 0; i < RevocationStatement.MaxEntries; i++)
            running.Directory.Apply(WriteEntry.Of(new RowChange.PutBan(new Ban(new BanTarget(BanScope.Node, $"n{i}"), _time.Now, "alice", ""))));
        Assert.True((await running.ReadAsync()).Has("node", "n0"));
        running.Directory.Apply(WriteEntry.Of(new RowChange.PutBan(new Ban(Agent, _time.Now, "alice", ""))));
        Assert.Null(await running.List.GetAsync(CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable started in _started)
            await started.DisposeAsync();
        await _store.DisposeAsync();
        _sealing.Dispose();
    }

    private async Task<Running> StartAsync()
    {
        LogLease lease = await _store.JoinAsync("node-1", _time.Now, CancellationToken.None);
        AgentDirectory directory = new(Cast.Rules);
        directory.Load(await _store.LoadAsync(CancellationToken.None));
        StoreWriter writer = new(_store, lease, directory.Apply, _time, NullLogger<StoreWriter>.Instance);
        SigningKeys keys = await SigningKeys.OpenAsync(_store, writer, _sealing, _time, CancellationToken.None);
        StatusList list = new(directory, _store, writer, keys, new ResultNames("https://control.example.com", "test"), _time);
        Running running = new(directory, writer, keys, list);
        _started.Add(running);
        return running;
    }

    private sealed record Running(AgentDirectory Directory, StoreWriter Writer, SigningKeys Keys, StatusList List) : IAsyncDisposable
    {
        public async Task WriteAsync(RowChange change) =>
            Assert.Equal(WriteOutcome.Committed, await Writer.WriteAsync(WriteEntry.Of(change)));

        public async Task<RevocationStatement> ReadAsync()
        {
            SignedList? list = await List.GetAsync(CancellationToken.None);
            Assert.NotNull(list);
            Assert.Equal(SignatureFault.None, JsonWebSignature.Read(list.Token, RevocationStatement.TokenType, Keys.Published, out byte[] payload));
            Assert.True(RevocationStatement.TryParse(payload, out RevocationStatement? statement));
            Assert.Equal("https://control.example.com/v1/status-list", statement.Uri);
            return statement;
        }

        public async ValueTask DisposeAsync()
        {
            List.Dispose();
            Keys.Dispose();
            await Writer.DisposeAsync();
        }
    }
}
