using System.Text.Json;
using EasyEnclave.Upstream.Http;

namespace EasyEnclave.Upstream.Dns;

/// <summary>Cloudflare's API (v4) as far as names need it.</summary>
internal sealed class CloudflareClient(CloudflareHttp http)
{
    private const int PageItems = 100;

    // Ten thousand records of one name are none that anybody set by hand, and none that is to be trusted.
    private const int PagesMax = 100;

    /// <summary>Finds a zone by its name.</summary>
    public async ValueTask<(CloudflareZone? Zone, DnsFault? Fault)> FindZoneAsync(string name, CancellationToken cancellationToken)
    {
        (IReadOnlyList<CloudflareZone>? zones, DnsFault? fault) = await ListAsync(
            "zones?name=" + Uri.EscapeDataString(name), "see the zone", CloudflareJson.Zone, cancellationToken).ConfigureAwait(false);
        if (zones is null)
        {
            return (null, fault);
        }

        CloudflareZone[] named = [.. zones.Where(zone => zone.Name == name)];
        CloudflareZone[] active = [.. named.Where(zone => zone.IsActive)];
        return (active.Length == 1 ? active : named) switch
        {
            [var zone] => (zone, null),
            [] => (null, new DnsFault(
                DnsFaultKind.ZoneUnknown,
                $"The token sees no zone {name}. Check the name: it is the zone's own, not a host in it; and the token's right Zone Read, or give the zone's number")),
            _ => (null, new DnsFault(DnsFaultKind.ZoneAmbiguous, $"The token sees several zones {name}. Give the number of the one that is meant")),
        };
    }

    /// <summary>Reads a zone by its number.</summary>
    public async ValueTask<(CloudflareZone? Zone, DnsFault? Fault)> ReadZoneAsync(string id, CancellationToken cancellationToken) =>
        await OneAsync(HttpMethod.Get, "zones/" + id, null, "see the zone", CloudflareJson.Zone, cancellationToken).ConfigureAwait(false);

    /// <summary>All records of a name, of every type.</summary>
    public async ValueTask<(IReadOnlyList<DnsRecord>? Records, DnsFault? Fault)> RecordsAsync(
        string zone, string name, CancellationToken cancellationToken)
    {
        (IReadOnlyList<DnsRecord>? records, DnsFault? fault) = await ListAsync(
            $"zones/{zone}/dns_records?name={Uri.EscapeDataString(name)}", "read records", CloudflareJson.Record, cancellationToken).ConfigureAwait(false);

        // A record that is made between two pages pushes another onto both.
        return (records is null ? null : [.. records.Where(record => record.Name == name).DistinctBy(record => record.Id)], fault);
    }

    /// <summary>Makes a record.</summary>
    public async ValueTask<(DnsRecord? Record, DnsFault? Fault)> CreateAsync(string zone, WantedRecord wanted, CancellationToken cancellationToken) =>
        await OneAsync(
            HttpMethod.Post, $"zones/{zone}/dns_records", CloudflareJson.Body(wanted),
            $"make {wanted.Type} {wanted.Name}", CloudflareJson.Record, cancellationToken).ConfigureAwait(false);

    /// <summary>Changes a record's content, time to live and proxying, and nothing else of it.</summary>
    public async ValueTask<(DnsRecord? Record, DnsFault? Fault)> UpdateAsync(
        string zone, DnsRecord record, WantedRecord wanted, CancellationToken cancellationToken) =>
        await OneAsync(
            HttpMethod.Patch, $"zones/{zone}/dns_records/{Uri.EscapeDataString(record.Id)}", CloudflareJson.Change(wanted),
            $"change {wanted.Type} {wanted.Name}", CloudflareJson.Record, cancellationToken).ConfigureAwait(false);

    /// <summary>Takes back a record that was made.</summary>
    public async ValueTask<DnsFault?> RemoveAsync(string zone, DnsRecord record, CancellationToken cancellationToken)
    {
        (UpstreamAnswer? answer, DnsFault? fault) = await http.AskAsync(
            HttpMethod.Delete, $"zones/{zone}/dns_records/{Uri.EscapeDataString(record.Id)}", null, cancellationToken).ConfigureAwait(false);
        return answer is null ? fault : Judge(answer, $"delete {record.Type} {record.Name}");
    }

    private async ValueTask<(T? Item, DnsFault? Fault)> OneAsync<T>(
        HttpMethod method, string path, byte[]? body, string what, Func<JsonElement, T?> item, CancellationToken cancellationToken)
        where T : class
    {
        (UpstreamAnswer? answer, DnsFault? fault) = await http.AskAsync(method, path, body, cancellationToken).ConfigureAwait(false);
        if (answer is null || (fault = Judge(answer, what)) is not null)
        {
            return (null, fault);
        }

        return CloudflareJson.Result(answer.Body, item) is { } result ? (result, null) : (null, Malformed(answer));
    }

    private async ValueTask<(IReadOnlyList<T>? Items, DnsFault? Fault)> ListAsync<T>(
        string path, string what, Func<JsonElement, T?> item, CancellationToken cancellationToken)
        where T : class
    {
        List<T> items = [];
        for (int page = 1; page <= PagesMax; page++)
        {
            (UpstreamAnswer? answer, DnsFault? fault) = await http.AskAsync(
                HttpMethod.Get, $"{path}&page={page}&per_page={PageItems}", null, cancellationToken).ConfigureAwait(false);
            if (answer is null || (fault = Judge(answer, what)) is not null)
            {
                return (null, fault);
            }

            if (CloudflareJson.Page(answer.Body, item) is not { } read)
            {
                return (null, Malformed(answer));
            }

            items.AddRange(read.Items);
            if (read.Items.Count == 0 || (read.Pages is { } pages ? page >= pages : read.Items.Count < PageItems))
            {
                return (items, null);
            }
        }

        return (null, new DnsFault(DnsFaultKind.AnswerMalformed, $"The list of records has more than {PagesMax} pages. Check CLOUDFLARE_API_URL"));
    }

    private DnsFault? Judge(UpstreamAnswer answer, string what) =>
        !CloudflareJson.IsEnvelope(answer.Body) ? Malformed(answer)
        : (int)answer.Status is >= 200 and < 300 && CloudflareJson.IsSuccess(answer.Body) ? null
        : CloudflareErrors.Explain(answer.Status, http.Errors(answer), what);

    private static DnsFault Malformed(UpstreamAnswer answer)
    {
        string type = answer.Header("Content-Type")?.Split(';')[0] is { Length: > 0 and < 80 } named ? named : "no type";
        return new DnsFault(
            DnsFaultKind.AnswerMalformed,
            $"The answer is none of Cloudflare's API (status {(int)answer.Status}, {type}). Check CLOUDFLARE_API_URL, and what stands between here and there");
    }
}
