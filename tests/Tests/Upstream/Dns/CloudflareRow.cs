namespace EasyEnclave.Tests.Upstream.Dns;

/// <summary>A record in a zone on loopback.</summary>
internal sealed class CloudflareRow(string id, string type, string name, string content)
{
    public string Id { get; } = id;

    public string Type { get; } = type;

    public string Name { get; } = name;

    public string Content { get; set; } = content;

    public bool Proxied { get; set; }

    public int Ttl { get; set; } = 1;

    public bool ReadOnly { get; init; }

    public string CreatedOn { get; set; } = "";

    public object Json() => new
    {
        id = Id,
        type = Type,
        name = Name,
        content = Content,
        proxiable = Type is "A" or "AAAA" or "CNAME",
        proxied = Proxied,
        ttl = Ttl,
        created_on = CreatedOn,
        meta = new { auto_added = false, read_only = ReadOnly },
        comment = (string?)null,
        tags = Array.Empty<string>(),
    };
}
