using System.Text;
using System.Text.Json;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage;

namespace EasyEnclave.Tests.Storage;

/// <summary>Everything in a store as text, to compare one with another; incarnations, being random, left out.</summary>
internal static class StoreText
{
    public static async Task<string> OfAsync(IStore store)
    {
        var none = CancellationToken.None;
        var text = new StringBuilder();
        var rows = await store.LoadAsync(none);
        var lines = rows.Agents.Select(agent => JsonSerializer.Serialize(agent, StoreJson.Default.AgentState))
            .Concat(rows.Apps.Select(app => JsonSerializer.Serialize(app, StoreJson.Default.AppState)))
            .Concat(rows.Bans.Select(ban => ban.ToString()));
        foreach (var line in lines.Order(StringComparer.Ordinal))
            text.AppendLine(line);

        var log = await store.ReadLogAsync("node-a", none);
        text.AppendLine($"{log?.Head} {log?.CoveredTo:O}");
        foreach (var stored in await store.ReadEventsAsync(new EventQuery("node-a", 0, 1000, null), none))
            text.AppendLine($"{stored.Seq} {stored.At:O} {stored.Entity} {stored.Version} {stored.Kind} {stored.Actor} {Encoding.UTF8.GetString(stored.Json.Span)}");
        foreach (var agent in rows.Agents.Select(agent => agent.Id).Append(AgentId.Parse("agent-9")).OrderBy(id => id.Value, StringComparer.Ordinal))
            await AgentAsync(store, agent, text);
        foreach (var refusal in await store.ReadRefusalsAsync(DateTimeOffset.UnixEpoch, none))
            text.AppendLine(refusal.ToString());
        foreach (var key in StoreBatches.Keys)
            text.AppendLine($"{key} {Hex(await store.ReadBlobAsync(key, none))} {Hex(await store.ReadValueAsync(key, none))}");
        return text.ToString();
    }

    private static async Task AgentAsync(IStore store, AgentId agent, StringBuilder text)
    {
        text.AppendLine($"{agent} {Hex(await store.ReadQuoteAsync(agent, CancellationToken.None))}");
        foreach (var session in await store.ReadSessionsAsync(agent, CancellationToken.None))
            text.AppendLine((session with { Incarnation = Guid.Empty }).ToString());
        foreach (var exception in await store.ReadExceptionsAsync(agent, CancellationToken.None))
            text.AppendLine(exception.ToString());
    }

    private static string Hex(ReadOnlyMemory<byte>? bytes) => bytes is { } some ? Convert.ToHexString(some.Span) : "none";
}
