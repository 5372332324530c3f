using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation.Signing;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Actors.Keys;

/// <summary>Signing keys: on the disk before they sign, followed by the next in time, and unreadable without the key file.</summary>
public sealed class SigningKeysTests : IAsyncDisposable
{
    private const string Type = "eat+jwt";

    private readonly ManualTime _time = new();
    private readonly MemoryStore _store = new();
    private readonly SealingKey _sealing = new(new byte[32]);
    private StoreWriter? _writer;

    [Fact]
    public async Task TheFirstKeyIsStoredBeforeItSigns()
    {
        using SigningKeys keys = await OpenAsync();
        Assert.True(await SigningKeys.AreInAsync(_store, CancellationToken.None));
        Assert.Equal(SignatureFault.None, Read(keys.Sign(Type, "x"u8), keys.Published));
        Assert.Equal(keys.Thumbprint, Assert.Single(keys.Published.Keys).KeyId);
    }

    [Fact]
    public async Task ARestartKeepsTheKey()
    {
        string token;
        string thumbprint;
        using (SigningKeys first = await OpenAsync())
        {
            token = first.Sign(Type, "x"u8);
            thumbprint = first.Thumbprint;
        }

        using SigningKeys again = await OpenAsync();
        Assert.Equal(thumbprint, again.Thumbprint);
        Assert.Equal(SignatureFault.None, Read(token, again.Published));
        Assert.Equal(SignatureFault.None, Read(again.Sign(Type, "y"u8), again.Published));
    }

    [Fact]
    public async Task TheStoreHoldsNoPrivateKey()
    {
        using SigningKeys keys = await OpenAsync();
        byte[] value = (await _store.ReadValueAsync("signing_keys", CancellationToken.None))!.Value.ToArray();
        KeyRow row = Assert.Single(KeyRows.Read(value)!);
        byte[] scalar = _sealing.Open("signing_key", row.Public.KeyId, row.Sealed)!;
        Assert.Equal(32, scalar.Length);
        string text = Encoding.ASCII.GetString(value);
        Assert.DoesNotContain(Convert.ToBase64String(scalar)[..^2], text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(scalar), text, StringComparison.OrdinalIgnoreCase);
        Assert.True(value.AsSpan().IndexOf(scalar) < 0);
    }

    [Fact]
    public async Task AnotherKeyFileIsAFaultThatNamesTheRemedy()
    {
        (await OpenAsync()).Dispose();
        using SealingKey other = new(RandomNumberGenerator.GetBytes(32));
        InvalidDataException fault = await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(other).AsTask());
        Assert.StartsWith("EE_KEY_FILE is not the file", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedKeysAreAFaultAndNeverReplaced()
    {
        StoreWriter writer = await WriterAsync();
        await writer.WriteAsync(WriteEntry.Of(new RowChange.PutValue(KeyRows.StoreKey, "[]"u8.ToArray())));
        await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync().AsTask());
    }

    [Fact]
    public async Task AStoreThatTakesNothingGetsNoKeyToSignWith()
    {
        StoreWriter writer = await WriterAsync();
        await writer.DisposeAsync();
        await Assert.ThrowsAsync<IOException>(() => SigningKeys.OpenAsync(_store, writer, _sealing, _time, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task TheNextKeyIsPublishedADayBeforeItSigns()
    {
        using SigningKeys keys = await OpenAsync();
        string first = keys.Thumbprint;
        _time.Advance(TimeSpan.FromDays(29) - TimeSpan.FromTicks(1));
        Assert.True(await keys.RotateAsync());
        Assert.Single(keys.Published.Keys);

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(await keys.RotateAsync());
        Assert.Equal(2, keys.Published.Keys.Count);
        Assert.Equal(first, keys.Thumbprint);

        _time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        Assert.Equal(first, keys.Thumbprint);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(keys.Published.Keys[1].KeyId, keys.Thumbprint);
        Assert.Equal(SignatureFault.None, Read(keys.Sign(Type, "x"u8), keys.Published));
    }

    [Fact]
    public async Task AnOldKeyIsPublishedUntilNothingItSignedCanBeAlive()
    {
        using SigningKeys keys = await OpenAsync();
        string old = keys.Thumbprint;
        string token = keys.Sign(Type, "x"u8);
        _time.Advance(TimeSpan.FromDays(29));
        await keys.RotateAsync();
        _time.Advance(TimeSpan.FromDays(9) - TimeSpan.FromTicks(1));
        await keys.RotateAsync();
        Assert.Equal(SignatureFault.None, Read(token, keys.Published));

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(keys.Published.Find(old));
        Assert.Equal(SignatureFault.None, Read(token, keys.All));
    }

    [Fact]
    public async Task AKeyThatSignsNoMoreIsClearedFromTheStore()
    {
        using SigningKeys keys = await OpenAsync();
        _time.Advance(TimeSpan.FromDays(29));
        await keys.RotateAsync();
        _time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(1));
        await keys.RotateAsync();
        List<KeyRow> rows = KeyRows.Read((await _store.ReadValueAsync("signing_keys", CancellationToken.None))!.Value)!;
        Assert.Equal([true, false], rows.ConvertAll(row => row.Sealed is null));

        using SigningKeys again = await OpenAsync();
        Assert.Equal(keys.Thumbprint, again.Thumbprint);
        _time.SetWallClock(_time.Now - TimeSpan.FromDays(20));
        Assert.Equal(SignatureFault.None, Read(again.Sign(Type, "x"u8), again.All));
    }

    [Fact]
    public async Task AfterALongRestTheOldKeySignsUntilTheNewOneWasShown()
    {
        string old;
        using (SigningKeys first = await OpenAsync())
            old = first.Thumbprint;
        _time.Advance(TimeSpan.FromDays(100));
        using SigningKeys keys = await OpenAsync();
        Assert.Equal(old, keys.Thumbprint);
        Assert.Equal(2, keys.Published.Keys.Count);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.NotEqual(old, keys.Thumbprint);
    }

    [Fact]
    public async Task ANodeThatDoesNotRotateLearnsTheNextKeyLongBeforeItSigns()
    {
        using SigningKeys holder = await OpenAsync();
        await using StoreWriter second = await SecondWriterAsync();
        using SigningKeys other = await SigningKeys.OpenAsync(_store, second, _sealing, _time, CancellationToken.None);
        Assert.Equal(holder.Thumbprint, other.Thumbprint);
        _time.Advance(TimeSpan.FromDays(29));
        await holder.RotateAsync();
        Assert.Single(other.Published.Keys);

        Assert.True(await other.RefreshAsync(CancellationToken.None));
        Assert.Equal(holder.Published.Keys.Select(key => key.KeyId), other.Published.Keys.Select(key => key.KeyId));
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(holder.Thumbprint, other.Thumbprint);
        Assert.Equal(SignatureFault.None, Read(other.Sign(Type, "x"u8), holder.Published));
    }

    [Fact]
    public async Task KeysThatTwoNodesMadeAtOnceAreBothKept()
    {
        using SigningKeys one = await OpenAsync();
        byte[] before = (await _store.ReadValueAsync(KeyRows.StoreKey, CancellationToken.None))!.Value.ToArray();
        await using StoreWriter second = await SecondWriterAsync();
        using SigningKeys two = await SigningKeys.OpenAsync(_store, second, _sealing, _time, CancellationToken.None);
        _time.Advance(TimeSpan.FromDays(29));
        await one.RotateAsync();

        // The other read before the first wrote, and writes over it.
        byte[] lost = (await _store.ReadValueAsync(KeyRows.StoreKey, CancellationToken.None))!.Value.ToArray();
        await second.WriteAsync(WriteEntry.Of(new RowChange.PutValue(KeyRows.StoreKey, before)));
        await two.RotateAsync();
        Assert.NotEqual(lost, (await _store.ReadValueAsync(KeyRows.StoreKey, CancellationToken.None))!.Value.ToArray());
        Assert.True(await one.RefreshAsync(CancellationToken.None));
        Assert.True(await two.RefreshAsync(CancellationToken.None));

        Assert.Equal(3, one.All.Keys.Count);
        Assert.Equal(one.All.Keys.Select(key => key.KeyId), two.All.Keys.Select(key => key.KeyId));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(one.Thumbprint, two.Thumbprint);
    }

    [Fact]
    public async Task AStoreOutOfReachLeavesTheKeysAsTheyAre()
    {
        using SigningKeys keys = await OpenAsync();
        _store.Fault = new IOException("out of reach");

        Assert.False(await keys.RefreshAsync(CancellationToken.None));

        Assert.Equal(SignatureFault.None, Read(keys.Sign(Type, "x"u8), keys.Published));
    }

    [Fact]
    public async Task ARotationThatIsNotWrittenDoesNotHappen()
    {
        using SigningKeys keys = await OpenAsync();
        string first = keys.Thumbprint;
        _time.Advance(TimeSpan.FromDays(31));
        _store.Fault = new IOException("out of reach");
        ValueTask<bool> rotation = keys.RotateAsync();
        while (!rotation.IsCompleted)
        {
            await Task.Yield();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(await rotation);
        Assert.Equal(first, Assert.Single(keys.Published.Keys).KeyId);
        Assert.Equal(SignatureFault.None, Read(keys.Sign(Type, "x"u8), keys.Published));
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync();
        await _store.DisposeAsync();
        _sealing.Dispose();
    }

    private static SignatureFault Read(string token, JsonWebKeySet keys) => JsonWebSignature.Read(token, Type, keys, out _);

    private async Task<StoreWriter> WriterAsync() => _writer ??= new StoreWriter(
        _store, await _store.JoinAsync("node-1", _time.Now, CancellationToken.None), _ => { }, _time, NullLogger<StoreWriter>.Instance);

    private async Task<StoreWriter> SecondWriterAsync() => new(
        _store, await _store.JoinAsync("node-2", _time.Now, CancellationToken.None), _ => { }, _time, NullLogger<StoreWriter>.Instance);

    private async ValueTask<SigningKeys> OpenAsync(SealingKey? sealing = null) =>
        await SigningKeys.OpenAsync(_store, await WriterAsync(), sealing ?? _sealing, _time, CancellationToken.None);
}
