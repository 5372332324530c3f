using System.Net;
using System.Net.Sockets;
using EasyEnclave.Upstream.Http;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Upstream.Dns;

/// <summary>Makes names lead where an order says, in Cloudflare's DNS; a second run changes nothing.</summary>
/// <remarks>
/// 1 The addresses. 2 The zone. 3 All records of all names. 4 The plan, before anything is changed. 5 Its steps, one after the other: the first that
/// fails ends the run, and a second run does the rest. Where somebody else changes the same records meanwhile, 3 to 5 are done again.
/// </remarks>
public sealed class DnsUpdate
{
    private const int Rounds = 3;

    private readonly DnsOrder _order;
    private readonly DnsLimits _limits;
    private readonly Func<Uri, HttpMessageHandler> _network;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>An update.</summary>
    /// <param name="order">What is asked for.</param>
    /// <param name="limits">How the API is asked.</param>
    /// <param name="network">Makes the handler that reaches a server; null for direct connections, and none from the sources of addresses to private ones.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of sources that fail.</param>
    public DnsUpdate(DnsOrder order, DnsLimits limits, Func<Uri, HttpMessageHandler>? network, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(order);
        _order = order;
        _limits = limits;
        _network = network ?? (_ => UpstreamHandlers.Create(anywhere: order.Api.IdnHost));
        _time = time;
        _logger = logger;
    }

    /// <summary>Runs it.</summary>
    /// <param name="rehearse">Only says what would be done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DnsReport> RunAsync(bool rehearse, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = new(_limits.Total, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        DnsProgress progress = new(rehearse);
        try
        {
            await RunAsync(progress, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            progress.Fault(new DnsFault(
                DnsFaultKind.TimedOut, $"It took longer than {_limits.Total.TotalSeconds} s. Run this again: what was done stays done"));
        }

        return progress.Report();
    }

    private async Task RunAsync(DnsProgress progress, CancellationToken cancellationToken)
    {
        // 1 The addresses
        List<IPAddress> addresses = [];
        foreach ((AddressWish wish, AddressFamily family) in new[] { (_order.IPv4, AddressFamily.InterNetwork), (_order.IPv6, AddressFamily.InterNetworkV6) })
        {
            addresses.AddRange(wish.Given);
            if (wish.Ask && !progress.Take(await new AddressSurvey(_network, _time, _logger).AskAsync(family, cancellationToken).ConfigureAwait(false), addresses))
            {
                return;
            }
        }

        // 2 The zone
        using CloudflareHttp http = new(_order.Api, _order.Token, _network(_order.Api), _limits, _time);
        CloudflareClient client = new(http);
        (CloudflareZone? zone, DnsFault? fault) = await ZoneAsync(client, cancellationToken).ConfigureAwait(false);
        if (zone is null)
        {
            progress.Fault(fault!);
            return;
        }

        progress.Enter(zone);
        IReadOnlyList<WantedRecord> wanted = WantedRecord.Of(_order, zone.Name, addresses, out IReadOnlyList<string> outside);
        if (outside.Count > 0)
        {
            progress.Fault(new DnsFault(DnsFaultKind.HostOutsideZone, $"{string.Join(", ", outside)} cannot be hosts in the zone {zone.Name}. Name hosts in it"));
            return;
        }

        for (int round = 1; await RoundAsync(client, zone, wanted, progress, cancellationToken).ConfigureAwait(false); round++)
        {
            if (round == Rounds)
            {
                progress.Fault(new DnsFault(DnsFaultKind.RecordsMoved, "The records were changed by somebody else at the same time, again and again. Run this again"));
                return;
            }
        }
    }

    private async Task<(CloudflareZone? Zone, DnsFault? Fault)> ZoneAsync(CloudflareClient client, CancellationToken cancellationToken)
    {
        if (_order.ZoneId is null)
        {
            return await client.FindZoneAsync(_order.Zone!, cancellationToken).ConfigureAwait(false);
        }

        (CloudflareZone? zone, DnsFault? fault) = await client.ReadZoneAsync(_order.ZoneId, cancellationToken).ConfigureAwait(false);
        if (zone is null)
        {
            // A token for records alone may not read the zone. Then both that were given are believed, and the first record shows whether they belong together.
            return fault!.Kind == DnsFaultKind.TokenRefused && _order.Zone is not null
                ? (new CloudflareZone(_order.ZoneId, _order.Zone, IsActive: true), null)
                : (null, fault);
        }

        return _order.Zone is null || _order.Zone == zone.Name ? (zone with { Id = _order.ZoneId }, null) : (null, Mismatch(zone.Name));
    }

    /// <summary>Steps 3 to 5; true when records changed meanwhile and it is to be done again.</summary>
    private async Task<bool> RoundAsync(
        CloudflareClient client, CloudflareZone zone, IReadOnlyList<WantedRecord> wanted, DnsProgress progress, CancellationToken cancellationToken)
    {
        // 3 The records
        List<DnsRecord> existing = [];
        foreach (string name in wanted.Select(record => record.Name).Distinct())
        {
            (IReadOnlyList<DnsRecord>? records, DnsFault? fault) = await client.RecordsAsync(zone.Id, name, cancellationToken).ConfigureAwait(false);
            if (records is null)
            {
                progress.Fault(fault!);
                return false;
            }

            existing.AddRange(records);
        }

        // 4 The plan
        DnsPlan plan = DnsPlan.Of(wanted, existing, zone.Name);
        if (!progress.Begin(plan))
        {
            return false;
        }

        // 5 Its steps
        foreach (DnsStep step in plan.Steps)
        {
            DnsFault? fault = progress.IsRehearsal ? null : await TakeAsync(client, zone, step, cancellationToken).ConfigureAwait(false);
            if (fault is not null)
            {
                return progress.Stopped(step, fault);
            }

            progress.Done(step);
        }

        return false;
    }

    private static async Task<DnsFault?> TakeAsync(CloudflareClient client, CloudflareZone zone, DnsStep step, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case DnsStep.Update update:
                return (await client.UpdateAsync(zone.Id, update.Record, update.Wanted, cancellationToken).ConfigureAwait(false)).Fault;
            case DnsStep.Create create:
                (DnsRecord? made, DnsFault? fault) = await client.CreateAsync(zone.Id, create.Wanted, cancellationToken).ConfigureAwait(false);
                if (made is null || made.Name == create.Wanted.Name)
                {
                    return fault;
                }

                // A name that is not in the zone is taken for a host in it: this is another zone, and the record must not stay.
                return await client.RemoveAsync(zone.Id, made, cancellationToken).ConfigureAwait(false) is { } stays
                    ? stays with { Detail = $"{made.Name} was made in the wrong zone and could not be deleted: delete it at Cloudflare. {stays.Detail}" }
                    : Mismatch(made.Name);
            default:
                return null;
        }
    }

    private static DnsFault Mismatch(string found) =>
        new(DnsFaultKind.ZoneMismatch, $"The zone's number is another zone's: names there are like {found}. Give the name or the number that is meant");
}
