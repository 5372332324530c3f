namespace EasyEnclave.Upstream.Dns;

/// <summary>What became of one record, or would.</summary>
/// <param name="Verb">What was done.</param>
/// <param name="Type">The record's type.</param>
/// <param name="Name">The whole name.</param>
/// <param name="Content">Where it leads now.</param>
/// <param name="Proxied">Whether Cloudflare's proxy stands in front now.</param>
/// <param name="Ttl">Seconds to live now; 1 for automatic.</param>
public sealed record DnsChange(DnsVerb Verb, string Type, string Name, string Content, bool Proxied, int Ttl)
{
    /// <summary>The record before it was changed; null for any other.</summary>
    public DnsRecord? Was { get; init; }

    /// <summary>Whether it is only what would be done.</summary>
    public bool IsRehearsed { get; init; }

    /// <summary>What a step does.</summary>
    internal static DnsChange Of(DnsStep step) => step switch
    {
        DnsStep.Create create => Of(DnsVerb.Created, create.Wanted),
        DnsStep.Update update => Of(DnsVerb.Updated, update.Wanted) with { Was = update.Record },
        DnsStep.Keep keep => Of(DnsVerb.Unchanged, keep.Wanted),
        DnsStep.Leave { Record: var left } => new DnsChange(DnsVerb.Left, left.Type, left.Name, left.Content, left.Proxied, left.Ttl),
        _ => throw new InvalidOperationException("No such step."),
    };

    /// <summary>One line for people and scripts: <c>created A control.example.com -> 8.8.4.4 (proxied)</c>.</summary>
    public override string ToString()
    {
        string verb = (Verb, IsRehearsed) switch
        {
            (DnsVerb.Created, true) => "would create",
            (DnsVerb.Updated, true) => "would update",
            (var done, _) => $"{done}".ToLowerInvariant(),
        };
        string now = Mode(Proxied, Ttl);
        string before = Was is null ? string.Empty : "; was " + Before(Was, now);
        string why = Verb == DnsVerb.Left ? "; nobody asked for it here: delete it if nothing is there any more" : string.Empty;
        return $"{verb} {Type} {Name} -> {Content} ({now}{before}{why})";
    }

    private string Before(DnsRecord was, string now)
    {
        string mode = Mode(was.Proxied, was.Ttl);
        string[] parts = [.. new[] { was.Content == Content ? null : was.Content, mode == now ? null : mode }.OfType<string>()];
        return parts.Length == 0 ? was.Content : string.Join(", ", parts);
    }

    private static string Mode(bool proxied, int ttl) => proxied ? "proxied" : ttl == 1 ? "DNS only" : $"DNS only, TTL {ttl}";

    private static DnsChange Of(DnsVerb verb, WantedRecord wanted) =>
        new(verb, wanted.Type, wanted.Name, wanted.Address.ToString(), wanted.Proxied, wanted.Ttl);
}
