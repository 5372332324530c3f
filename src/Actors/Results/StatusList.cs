using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Directory;
using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Store;
using EasyEnclave.Attestation.Results;

namespace EasyEnclave.Actors.Results;

/// <summary>The bans as a signed list, numbered over restarts; a ban that was answered is in the next list that is given out.</summary>
public sealed class StatusList(
    AgentDirectory directory, IStore store, StoreWriter writer, SigningKeys keys, ResultNames names, TimeProvider time) : IDisposable
{
    /// <summary>The number and the hash of the entries of the newest list, in the store.</summary>
    private const string StoreKey = "status_list";

    /// <summary>How old a list may be when it is given out: three quarters of its life are left to whoever fetches it.</summary>
    public static readonly TimeSpan Renewal = RevocationStatement.Lifetime / 4;

    private readonly SemaphoreSlim _gate = new(1);
    private SignedList? _last;
    private (long Number, string Entries)? _numbered;

    /// <summary>The newest list, signed; null while it cannot be numbered, or holds more than a list may.</summary>
    /// <exception cref="Exception">The store could not be read.</exception>
    public async ValueTask<SignedList?> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh(Volatile.Read(ref _last)) is { } known)
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Fresh(_last) ?? await RenewAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private SignedList? Fresh(SignedList? list)
    {
        DateTimeOffset now = time.GetUtcNow();
        return list is not null && list.Revision == directory.BansRevision && now >= list.IssuedAt && now < list.IssuedAt + Renewal ? list : null;
    }

    private async ValueTask<SignedList?> RenewAsync(CancellationToken cancellationToken)
    {
        // Read before the bans: a ban that comes between is in the list already, and makes the next one new.
        long revision = directory.BansRevision;
        FrozenDictionary<string, IReadOnlySet<string>> revoked = directory.Bans
            .GroupBy(ban => BanScopes.Text(ban.Target.Scope), ban => ban.Target.Value, StringComparer.Ordinal)
            .ToFrozenDictionary(kind => kind.Key, kind => (IReadOnlySet<string>)kind.ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);
        if (revoked.Values.Sum(values => values.Count) > RevocationStatement.MaxEntries
            || await NumberAsync(HashOf(revoked), cancellationToken).ConfigureAwait(false) is not { } number)
        {
            return null;
        }

        DateTimeOffset issued = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        RevocationStatement statement = new()
        {
            Issuer = names.Issuer,
            Uri = names.StatusList,
            Number = number,
            IssuedAt = issued,
            Revoked = revoked,
        };
        SignedList list = new(keys.Sign(RevocationStatement.TokenType, statement.ToPayload()), issued, revision);
        Volatile.Write(ref _last, list);
        return list;
    }

    /// <summary>The number of these entries, durable before anything is signed with it; null when the store does not take a new one.</summary>
    private async ValueTask<long?> NumberAsync(string entries, CancellationToken cancellationToken)
    {
        (long Number, string Entries) last = _numbered ?? Read(await store.ReadValueAsync(StoreKey, cancellationToken).ConfigureAwait(false));
        if (last.Entries != entries)
        {
            last = (last.Number + 1, entries);
            byte[] value = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.Number} {last.Entries}"));
            if (await writer.WriteAsync(WriteEntry.Of(new RowChange.PutValue(StoreKey, value))).ConfigureAwait(false) != WriteOutcome.Committed)
            {
                return null;
            }
        }

        _numbered = last;
        return last.Number;
    }

    private static (long Number, string Entries) Read(ReadOnlyMemory<byte>? value)
    {
        if (value is null)
        {
            return (0, string.Empty);
        }

        string[] words = Encoding.ASCII.GetString(value.Value.Span).Split(' ');
        return words.Length == 2 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? (number, words[1])
            : throw new InvalidDataException("The store's number of the status list is damaged.");
    }

    private static string HashOf(IReadOnlyDictionary<string, IReadOnlySet<string>> revoked)
    {
        StringBuilder text = new();
        foreach ((string kind, IReadOnlySet<string> values) in revoked.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.AppendJoin('\n', values.Order(StringComparer.Ordinal).Select(value => kind + ' ' + value)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
