namespace EasyEnclave.Upstream.Dns;

/// <summary>From the records there are to those that are wanted; pure.</summary>
/// <remarks>
/// For each name and type: 1 a record that gives a wanted address stands for it; 2 the oldest of the others are changed to the addresses that are
/// still missing; 3 what is missing then is made; 4 what is left over stays. Nothing is ever deleted. A name that cannot have addresses, since it
/// is an alias, delegated, or another product's, is a fault, and then nothing is to be done at all.
/// </remarks>
internal sealed record DnsPlan(IReadOnlyList<DnsStep> Steps, IReadOnlyList<DnsFault> Faults)
{
    /// <summary>Makes the plan.</summary>
    /// <param name="wanted">The records that are wanted.</param>
    /// <param name="existing">Records of those names, of any type.</param>
    /// <param name="zone">The zone's name.</param>
    public static DnsPlan Of(IReadOnlyList<WantedRecord> wanted, IReadOnlyList<DnsRecord> existing, string zone)
    {
        List<DnsStep> steps = [];
        List<DnsFault> faults = [];
        foreach (IGrouping<string, WantedRecord> name in wanted.GroupBy(record => record.Name))
        {
            DnsRecord[] there = [.. existing.Where(record => record.Name == name.Key)];
            if (there.FirstOrDefault(record => IsBlocking(record, zone)) is { } blocking)
            {
                faults.Add(Blocked(blocking));
                continue;
            }

            foreach (string type in new[] { WantedRecord.IPv4Type, WantedRecord.IPv6Type })
            {
                Add(
                    steps,
                    [.. name.Where(record => record.Type == type)],
                    [.. there.Where(record => record.Type == type).OrderBy(record => record.CreatedOn, StringComparer.Ordinal)
                        .ThenBy(record => record.Id, StringComparer.Ordinal)],
                    name.First());
            }
        }

        return new DnsPlan(steps, faults);
    }

    private static void Add(List<DnsStep> steps, List<WantedRecord> wanted, List<DnsRecord> existing, WantedRecord any)
    {
        // 1 Those that give the address
        foreach (WantedRecord record in wanted.ToArray())
        {
            if (existing.Find(own => own.Gives(record.Address)) is { } own)
            {
                steps.Add(record.IsMetBy(own) ? new DnsStep.Keep(own, record) : new DnsStep.Update(own, record));
                wanted.Remove(record);
                existing.Remove(own);
            }
        }

        // 2 The oldest of the others, 3 new ones
        foreach (WantedRecord record in wanted)
        {
            steps.Add(existing.Count > 0 ? new DnsStep.Update(existing[0], record) : new DnsStep.Create(record));
            existing.RemoveRange(0, Math.Min(1, existing.Count));
        }

        // 4 The rest
        steps.AddRange(existing.Select(record => Rest(record, any)));
    }

    // One proxied address makes Cloudflare stand in front of the whole name, so a name that is to be direct has none.
    private static DnsStep Rest(DnsRecord record, WantedRecord any) =>
        record.Proxied && !any.Proxied && System.Net.IPAddress.TryParse(record.Content, out System.Net.IPAddress? address)
            ? new DnsStep.Update(record, new WantedRecord(record.Name, address, Proxied: false, record.Ttl))
            : new DnsStep.Leave(record);

    // RFC 1034, section 3.6.2: beside an alias there is nothing else; and below a delegation the answers are another server's.
    private static bool IsBlocking(DnsRecord record, string zone) =>
        record.Type == "CNAME" || (record.Type == "NS" && record.Name != zone) || (record.IsAddress && record.IsReadOnly);

    private static DnsFault Blocked(DnsRecord record) => record.IsReadOnly
        ? new DnsFault(
            DnsFaultKind.RecordReadOnly,
            $"{record.Name} belongs to another product of Cloudflare's ({record.Type} {record.Content}): take it away there, or use another host")
        : new DnsFault(
            DnsFaultKind.NameTaken,
            $"{record.Name} has the record {record.Type} {record.Content}, beside which there are no addresses: delete it at Cloudflare, or use another host");
}
