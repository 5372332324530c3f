using EasyEnclave.Actors.Bans;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using FsCheck;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Storage;

/// <summary>Batches over three agents, two apps and few versions, so that about half of the expectations fail.</summary>
internal sealed record StoreBatches(IReadOnlyList<WriteEntry[]> Batches)
{
    public static readonly IReadOnlyList<string> Keys = ["ab", "cd"];

    private static readonly Gen<string> Agents = Gen.Elements("agent-1", "agent-2", "agent-9");
    private static readonly Gen<AgentId> AgentIds = Agents.Select(AgentId.Parse);
    private static readonly Gen<DateTimeOffset> Instants = Gen.Choose(0, 9).Select(seconds => Samples.T0.AddSeconds(seconds).AddTicks(seconds));
    private static readonly Gen<long> Versions = Gen.Choose(0, 3).Select(version => (long)version);
    private static readonly Gen<string> Words = Gen.Elements("health_fail", "health_timeout");
    private static readonly Gen<byte[]> Bytes = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(3);

    public static Arbitrary<StoreBatches> Arbitrary { get; } = Entries()
        .ArrayOf()
        .Where(batch => batch.Length < 100)
        .ArrayOf()
        .Select(batches => new StoreBatches(batches))
        .ToArbitrary();

    public override string ToString() => string.Join("\n", Batches.Select((batch, n) =>
        $"batch {n}:\n" + string.Join("\n", batch.Select(entry => "  " + string.Join(", ", entry.Changes) + $" + {entry.Events.Count} events"))));

    private static Gen<WriteEntry> Entries() =>
        from changes in Gen.Choose(0, 3).SelectMany(count => Changes().ArrayOf(count))
        from happened in Gen.Choose(0, 2).SelectMany(count => Events().ArrayOf(count))
        select new WriteEntry(changes, happened);

    private static Gen<NewEvent> Events() =>
        from agent in Agents
        from version in Versions
        from at in Instants
        select Samples.Happened(Samples.Agent(agent, version: version)) with { At = at };

    private static Gen<RowChange> Changes() => Gen.OneOf(PutAgents(), PutAgents(), Apps(), Evidence(), Others());

    private static Gen<RowChange> PutAgents() =>
        from agent in Agents
        from epoch in Gen.Choose(0, 1)
        from version in Versions
        from quote in Bytes
        from quoted in Gen.Elements(true, false)
        select (RowChange)new RowChange.PutAgent(Samples.Agent(agent, 1, version + 1), version == 0 ? epoch : 1, version)
        {
            Quote = quoted ? quote : (ReadOnlyMemory<byte>?)null,
        };

    private static Gen<RowChange> Apps() =>
        from name in Gen.Elements("hello", "world")
        from version in Versions
        from put in Gen.Elements(true, false)
        select put ? new RowChange.PutApp(Samples.App(name, version + 1), version) : (RowChange)new RowChange.ExpectApp(AppName.Parse(name), version);

    private static Gen<RowChange> Evidence() =>
        from agent in AgentIds
        from epoch in Versions
        from at in Instants
        from word in Words
        from kind in Gen.Choose(0, 3)
        select kind switch
        {
            0 => new RowChange.OpenSession(agent, epoch, at),
            1 => new RowChange.CloseSession(agent, epoch, at, word),
            2 => new RowChange.OpenException(agent, at, word, "because"),
            _ => (RowChange)new RowChange.CloseExceptions(agent, word, at),
        };

    private static Gen<RowChange> Others() =>
        from key in Gen.Elements<string>([.. Keys])
        from at in Instants
        from bytes in Bytes
        from kind in Gen.Choose(0, 4)
        select kind switch
        {
            0 => new RowChange.PutBan(new Ban(new BanTarget(BanScope.Repo, key), at, "admin", key)),
            1 => new RowChange.RemoveBan(new BanTarget(BanScope.Repo, key)),
            2 => new RowChange.PutBlob(key, bytes),
            3 => new RowChange.PutValue(key, bytes),
            _ => (RowChange)new RowChange.AddRefusals(Samples.T0.AddMinutes(bytes[0] % 3), key, "*", bytes[1]),
        };
}
