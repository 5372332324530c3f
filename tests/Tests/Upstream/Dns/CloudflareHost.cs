using System.Text.Json;
using EasyEnclave.Upstream.Dns;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Upstream.Dns;

/// <summary>Cloudflare's API on loopback: zones, records, pages, and the refusals that matter.</summary>
internal sealed class CloudflareHost : IAsyncDisposable
{
    public const string Token = "a-token-that-nobody-may-ever-see";
    public const string Zone = "example.com";
    public const string ZoneId = "023e105f4ecef8ad9ca31a8372d0c353";

    private readonly Lock _gate = new();
    private readonly List<CloudflareRow> _rows = [];
    private readonly List<string> _writes = [];
    private int _numbers;

    private CloudflareHost(UpstreamServer api)
    {
        Api = api;
        api.Answer = AnswerAsync;
    }

    public UpstreamServer Api { get; }

    public string Url => Api.Url + "client/v4";

    public List<(string Id, string Name, string Status)> Zones { get; } = [(ZoneId, Zone, "active")];

    /// <summary>The most rows on a page, whatever is asked for.</summary>
    public int PageRows { get; set; } = 100;

    public int Quota { get; set; } = 1000;

    /// <summary>Whether the token may read zones, or records alone.</summary>
    public bool TokenReadsZones { get; set; } = true;

    /// <summary>Done once, before the next write is looked at: what another machine does meanwhile.</summary>
    public Action? Meanwhile { get; set; }

    /// <summary>Every write so far: method, type, name and content.</summary>
    public IReadOnlyList<string> Writes
    {
        get
        {
            lock (_gate)
                return [.. _writes];
        }
    }

    /// <summary>Every record, as type, name, content and mode.</summary>
    public IReadOnlyList<string> Records
    {
        get
        {
            lock (_gate)
                return [.. _rows.Select(row => $"{row.Type} {row.Name} {row.Content} {(row.Proxied ? "proxied" : $"ttl {row.Ttl}")}")];
        }
    }

    public static async Task<CloudflareHost> StartAsync() => new(await UpstreamServer.StartAsync());

    /// <summary>Puts a record there; each is made later than the one before.</summary>
    public CloudflareRow Put(string type, string name, string content, bool proxied = false, int ttl = 1, bool readOnly = false)
    {
        lock (_gate)
        {
            CloudflareRow row = new($"record-{++_numbers:D4}", type, name, content) { Proxied = proxied, Ttl = proxied ? 1 : ttl, ReadOnly = readOnly };
            row.CreatedOn = $"2026-01-01T00:{_numbers:D2}:00.000000Z";
            _rows.Add(row);
            return row;
        }
    }

    public void Remove(CloudflareRow row)
    {
        lock (_gate)
            _rows.Remove(row);
    }

    /// <summary>What an operator writes to set the usual names to one address.</summary>
    public DnsTexts Texts(string ip = "8.8.4.4") => new() { Token = Token, ApiUrl = Url, Zone = Zone, Ip = ip };

    /// <summary>Runs an update of what an operator writes.</summary>
    public Task<DnsReport> RunAsync(
        DnsTexts? texts = null, bool rehearse = false, TimeProvider? time = null, DnsLimits? limits = null, Func<Uri, HttpMessageHandler>? network = null)
    {
        Assert.True(DnsOrderReader.TryRead(texts ?? Texts(), field => $"{field}", out DnsOrder? order, out IReadOnlyList<DnsInputFault> faults), string.Join('\n', faults));
        return new DnsUpdate(order, limits ?? new DnsLimits { RetryDelay = TimeSpan.Zero }, network, time ?? TimeProvider.System, NullLogger.Instance)
            .RunAsync(rehearse, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    /// <summary>Answers with an error in its envelope.</summary>
    public static Task FailAsync(HttpContext context, int status, int code, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new
        {
            result = (object?)null,
            success = false,
            errors = new[] { new { code, message } },
            messages = Array.Empty<object>(),
        });
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != "Bearer " + Token)
            return FailAsync(context, 403, 9109, "Invalid access token");
        string[] path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path switch
        {
            ["client", "v4", "zones"] => PageAsync(context, [.. Zones.Where(zone => TokenReadsZones && zone.Name == context.Request.Query["name"]).Select(ZoneJson)]),
            ["client", "v4", "zones", var id, .. var rest] when Zones.Find(zone => zone.Id == id) is { Id: not null } zone => InZoneAsync(context, zone, rest),
            _ => FailAsync(context, 404, 7003, "Could not route to that, perhaps your object identifier is invalid?"),
        };
    }

    private Task InZoneAsync(HttpContext context, (string Id, string Name, string Status) zone, string[] path) => (context.Request.Method, path) switch
    {
        ("GET", []) when !TokenReadsZones => FailAsync(context, 403, 9109, "Unauthorized to access requested resource"),
        ("GET", []) => ResultAsync(context, ZoneJson(zone)),
        ("GET", ["dns_records"]) => PageAsync(context, Named(context.Request.Query["name"])),
        (_, ["dns_records", ..]) => WriteAsync(context, zone.Name, path.ElementAtOrDefault(1)),
        _ => FailAsync(context, 405, 10405, "Method not allowed"),
    };

    private async Task WriteAsync(HttpContext context, string zone, string? id)
    {
        Action? meanwhile = Meanwhile;
        Meanwhile = null;
        meanwhile?.Invoke();
        using JsonDocument? body = context.Request.Method == "DELETE" ? null : await JsonDocument.ParseAsync(context.Request.Body);
        (int status, int code, string message, CloudflareRow? row) = Write(context.Request.Method, zone, id, body?.RootElement);
        await (row is null ? FailAsync(context, status, code, message) : ResultAsync(context, row.Json()));
    }

    private (int Status, int Code, string Message, CloudflareRow? Row) Write(string method, string zone, string? id, JsonElement? body)
    {
        lock (_gate)
        {
            CloudflareRow? row = id is null ? null : _rows.Find(one => one.Id == id);
            if (id is not null && row is null)
                return (404, 81044, "Record does not exist.", null);
            string type = row?.Type ?? body?.GetProperty("type").GetString()!;
            string name = row?.Name ?? body?.GetProperty("name").GetString()!;
            if (id is null && name != zone && !name.EndsWith("." + zone, StringComparison.Ordinal))
                name = $"{name}.{zone}";
            string content = body?.TryGetProperty("content", out JsonElement given) == true ? given.GetString()! : row?.Content!;
            _writes.Add($"{method} {type} {name} {content}");
            if (row?.ReadOnly == true)
                return (400, 1043, "This record is managed elsewhere.", null);
            if (method == "DELETE")
            {
                _rows.Remove(row!);
                return (200, 0, "", row);
            }

            if (_rows.Exists(one => one.Name == name && one.Type == "CNAME"))
                return (400, 81054, "A CNAME record with that host already exists.", null);
            if (_rows.Exists(one => one != row && one.Name == name && one.Type == type && one.Content == content))
                return (400, 81058, "An identical record already exists.", null);
            if (row is null && _rows.Count >= Quota)
                return (400, 81045, "The record quota has been exceeded.", null);
            row ??= Put(type, name, content);
            row.Content = content;
            row.Proxied = body!.Value.GetProperty("proxied").GetBoolean();
            row.Ttl = row.Proxied ? 1 : body.Value.GetProperty("ttl").GetInt32();
            return (200, 0, "", row);
        }
    }

    private object[] Named(string? name)
    {
        lock (_gate)
            return [.. _rows.Where(row => name is null || row.Name == name).Reverse<CloudflareRow>().Select(row => row.Json())];
    }

    private Task PageAsync(HttpContext context, object[] all)
    {
        int page = int.Parse(context.Request.Query["page"].FirstOrDefault() ?? "1");
        int size = Math.Min(PageRows, int.Parse(context.Request.Query["per_page"].FirstOrDefault() ?? "20"));
        object[] rows = [.. all.Skip((page - 1) * size).Take(size)];
        return context.Response.WriteAsJsonAsync(new
        {
            result = rows,
            success = true,
            errors = Array.Empty<object>(),
            messages = Array.Empty<object>(),
            result_info = new { page, per_page = size, count = rows.Length, total_count = all.Length, total_pages = (all.Length + size - 1) / size },
        });
    }

    private static Task ResultAsync(HttpContext context, object result) =>
        context.Response.WriteAsJsonAsync(new { result, success = true, errors = Array.Empty<object>(), messages = Array.Empty<object>() });

    private static object ZoneJson((string Id, string Name, string Status) zone) => new { id = zone.Id, name = zone.Name, status = zone.Status, paused = false };
}
