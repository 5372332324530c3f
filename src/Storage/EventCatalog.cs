using System.Buffers;
using System.Collections.Frozen;
using System.Text.Json;
using EasyEnclave.Actors.Store;

namespace EasyEnclave.Storage;

/// <summary>All kinds of events there are: records to stable names and back.</summary>
internal sealed class EventCatalog
{
    private readonly FrozenDictionary<Type, EventKind> _byType;
    private readonly FrozenDictionary<string, EventKind> _byName;

    public EventCatalog(IEnumerable<EventKind> kinds)
    {
        Kinds = [.. kinds];
        _byType = Kinds.ToFrozenDictionary(kind => kind.Json.Type);
        _byName = Kinds.ToFrozenDictionary(kind => kind.Name, StringComparer.Ordinal);
    }

    /// <summary>What this version of the program writes and reads.</summary>
    public static EventCatalog Current { get; } = new(
    [
        new("agent.attested", StoreJson.Default.Attested),
        new("agent.reattested", StoreJson.Default.Reattested),
        new("agent.reappraised", StoreJson.Default.Reappraised),
        new("agent.attestation_refused", StoreJson.Default.AttestationRefused),
        new("agent.health_turned", StoreJson.Default.HealthTurned),
        new("agent.approved", StoreJson.Default.Approved),
        new("agent.disconnected", StoreJson.Default.Disconnected),
        new("app.bound", StoreJson.Default.Bound),
        new("app.rooted", StoreJson.Default.Rooted),
        new("app.released", StoreJson.Default.Released),
        new("ban.set", StoreJson.Default.Set),
        new("ban.lifted", StoreJson.Default.Lifted),
        new("release.list_accepted", StoreJson.Default.ListAccepted),
        new("node.registered", StoreJson.Default.Registered),
        new("node.token_issued", StoreJson.Default.TokenIssued),
        new("node.slashed", StoreJson.Default.Slashed),
    ]);

    public IReadOnlyList<EventKind> Kinds { get; }

    public EventKind KindOf(DomainEvent body) =>
        _byType.GetValueOrDefault(body.GetType())
            ?? throw new InvalidOperationException($"The event {body.GetType().Name} has no name in the catalog.");

    public EventKind Write(DomainEvent body, IBufferWriter<byte> into)
    {
        var kind = KindOf(body);
        using var writer = new Utf8JsonWriter(into);
        JsonSerializer.Serialize(writer, body, kind.Json);
        return kind;
    }

    /// <summary>Reads a stored body.</summary>
    /// <exception cref="StoreException">Its name or version is not known here, or its JSON is not of its kind.</exception>
    public DomainEvent Read(string name, int version, ReadOnlySpan<byte> json)
    {
        if (!_byName.TryGetValue(name, out var kind))
            throw Damaged(name, version, "this program knows no such event; a newer version may have written it");
        try
        {
            var body = version == kind.Version ? json : kind.Upcast(version, json);
            if (body.IsEmpty)
                throw Damaged(name, version, $"this program knows versions 1 to {kind.Version}");
            return (DomainEvent)JsonSerializer.Deserialize(body, kind.Json)!;
        }
        catch (JsonException fault)
        {
            throw Damaged(name, version, fault.Message, fault);
        }
    }

    private static StoreException Damaged(string name, int version, string why, Exception? inner = null) =>
        new(StoreFault.Damaged, $"The store holds an event '{name}' of version {version} that cannot be read: {why}.", inner);
}
