using System.Security.Cryptography;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation.Signing;

namespace EasyEnclave.Actors.Keys;

/// <summary>The keys by which this control plane signs: made here, never shown, each used for 30 days. Safe for many threads.</summary>
/// <remarks>
/// A key is on the disk before it signs, published a day before, and published for 8 days after, when nothing it signed can be alive. Where
/// several nodes share a store, whoever holds the ledger makes the next one and the others read it long before it signs. A row is never taken
/// away: what two nodes wrote at once is brought together again by whoever finds its own key missing.
/// </remarks>
public sealed class SigningKeys : IDisposable
{
    private const string Purpose = "signing_key";

    private readonly IStore _store;
    private readonly StoreWriter _writer;
    private readonly SealingKey _sealing;
    private readonly TimeProvider _time;
    private readonly Lock _signing = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, ECDsa> _private = new(StringComparer.Ordinal);
    private IReadOnlyList<KeyRow> _rows;

    private SigningKeys(IStore store, StoreWriter writer, SealingKey sealing, TimeProvider time, IReadOnlyList<KeyRow> rows)
    {
        _store = store;
        _writer = writer;
        _sealing = sealing;
        _time = time;
        _rows = rows;
    }

    /// <summary>The thumbprint (RFC 7638) of the key that signs now.</summary>
    public string Thumbprint => Rows[KeySchedule.Current(Rows, _time.GetUtcNow())].Public.KeyId;

    /// <summary>The keys whose signatures may be alive, and the one that signs next: <c>/.well-known/jwks.json</c>.</summary>
    public JsonWebKeySet Published => new([.. KeySchedule.Published(Rows, _time.GetUtcNow()).Select(row => row.Public)]);

    /// <summary>Every key there ever was, for what is checked years later.</summary>
    public JsonWebKeySet All => new([.. Rows.Select(row => row.Public)]);

    private IReadOnlyList<KeyRow> Rows => Volatile.Read(ref _rows);

    /// <summary>Whether a store holds signing keys, which only their own key file opens.</summary>
    public static async ValueTask<bool> AreInAsync(IStore store, CancellationToken cancellationToken) =>
        await store.ReadValueAsync(KeyRows.StoreKey, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Opens the keys of a store, or makes the first one.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="writer">The way into it.</param>
    /// <param name="sealing">The key they rest under; stays the caller's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <exception cref="InvalidDataException">They do not open under this key, or are damaged; the message is for the operator.</exception>
    /// <exception cref="IOException">The first key could not be written.</exception>
    public static async ValueTask<SigningKeys> OpenAsync(
        IStore store, StoreWriter writer, SealingKey sealing, TimeProvider time, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte>? value = await store.ReadValueAsync(KeyRows.StoreKey, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<KeyRow> rows = value is null ? [] : KeyRows.Read(value.Value)
            ?? throw new InvalidDataException("The store's signing keys are damaged; restore the store from a backup.");
        SigningKeys keys = new(store, writer, sealing, time, rows);
        try
        {
            keys.Unseal(rows);
            await keys.RotateAsync().ConfigureAwait(false);
            return keys.Rows.Count > 0 ? keys : throw new IOException("The first signing key could not be written to the store.");
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    /// <summary>Signs a payload by the key in use (JWS, ES256).</summary>
    /// <param name="type">The token's kind: its media type without <c>application/</c>. A verifier takes one kind alone.</param>
    /// <param name="payload">What is signed.</param>
    public string Sign(string type, ReadOnlySpan<byte> payload)
    {
        string keyId = Thumbprint;
        return JsonWebSignature.Write(keyId, type, payload, message =>
        {
            lock (_signing)
            {
                return _private[keyId].SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            }
        });
    }

    /// <summary>Makes the next key when its time has come, and clears those that sign no more; to be called from time to time, never twice at once.</summary>
    /// <returns>False when the store did not take it: the key in use goes on, and the next call tries again.</returns>
    public async ValueTask<bool> RotateAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            return await TakeUpAsync(CancellationToken.None).ConfigureAwait(false) && await MakeNextAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads the keys that other nodes made; to be called each minute, and where a signature names a key that is not known.</summary>
    /// <returns>False when the store could not be read, or holds what does not open here.</returns>
    public async ValueTask<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await TakeUpAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_signing)
        {
            foreach (ECDsa key in _private.Values)
            {
                key.Dispose();
            }

            _private.Clear();
        }

        _turn.Dispose();
    }

    /// <summary>Brings the store's rows and ours together; writes them where the store lacks one of ours.</summary>
    private async ValueTask<bool> TakeUpAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<KeyRow> stored;
        try
        {
            stored = await _store.ReadValueAsync(KeyRows.StoreKey, cancellationToken).ConfigureAwait(false) is { } value
                ? KeyRows.Read(value) ?? throw new InvalidDataException("The store's signing keys are damaged.")
                : [];
            IReadOnlyList<KeyRow> merged = KeyRows.Merge(stored, Rows);
            Unseal(merged);
            Show(merged);
            return merged.Count == stored.Count || await WriteAsync(merged).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The store's edge, or rows that are not ours: the keys in use go on.
            return false;
        }
    }

    private async ValueTask<bool> MakeNextAsync()
    {
        IReadOnlyList<KeyRow> before = Rows;
        DateTimeOffset now = _time.GetUtcNow();
        List<KeyRow> after = [.. KeySchedule.Cleared(before, now)];
        DateTimeOffset? use = before.Count == 0 ? now : KeySchedule.NextUse(before, now);
        ECDsa? made = null;
        if (use is { } from)
        {
            made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            after.Add(Row(made, now, from));
        }

        if (after.SequenceEqual(before))
        {
            return true;
        }

        if (!await WriteAsync(after).ConfigureAwait(false))
        {
            made?.Dispose();
            return false;
        }

        if (made is not null)
        {
            lock (_signing)
            {
                _private[after[^1].Public.KeyId] = made;
            }
        }

        Show(after);
        return true;
    }

    private async ValueTask<bool> WriteAsync(IReadOnlyList<KeyRow> rows) =>
        await _writer.WriteAsync(WriteEntry.Of(new RowChange.PutValue(KeyRows.StoreKey, KeyRows.Write(rows)))).ConfigureAwait(false) == WriteOutcome.Committed;

    private void Show(IReadOnlyList<KeyRow> rows)
    {
        lock (_signing)
        {
            foreach (KeyRow row in rows.Where(row => row.Sealed is null))
            {
                if (_private.Remove(row.Public.KeyId, out ECDsa? spent))
                {
                    spent.Dispose();
                }
            }

            Volatile.Write(ref _rows, rows);
        }
    }

    private void Unseal(IReadOnlyList<KeyRow> rows)
    {
        lock (_signing)
        {
            foreach (KeyRow row in rows)
            {
                if (row.Sealed is { } box && !_private.ContainsKey(row.Public.KeyId))
                {
                    byte[] scalar = _sealing.Open(Purpose, row.Public.KeyId, box) ?? throw new InvalidDataException(
                        "EE_KEY_FILE is not the file that this store's signing keys were encrypted under; put back the file that belongs to the store.");
                    _private[row.Public.KeyId] = Import(row.Public.Point.Span, scalar);
                    CryptographicOperations.ZeroMemory(scalar);
                }
            }
        }
    }

    private KeyRow Row(ECDsa key, DateTimeOffset now, DateTimeOffset from)
    {
        ECParameters parameters = key.ExportParameters(includePrivateParameters: true);
        if (!VerificationKey.TryCreate([.. parameters.Q.X!, .. parameters.Q.Y!], out VerificationKey? half))
        {
            throw new CryptographicException("A key that was just made is no point of its curve.");
        }

        byte[] box = _sealing.Seal(Purpose, half.KeyId, parameters.D);
        CryptographicOperations.ZeroMemory(parameters.D);
        return new KeyRow(half, now, from, box);
    }

    private static ECDsa Import(ReadOnlySpan<byte> point, byte[] scalar) => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point[..32].ToArray(), Y = point[32..].ToArray() },
        D = scalar,
    });
}
