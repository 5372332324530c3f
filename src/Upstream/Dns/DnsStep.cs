namespace EasyEnclave.Upstream.Dns;

/// <summary>One step from the records there are to those that are wanted.</summary>
internal abstract record DnsStep
{
    private DnsStep()
    {
    }

    /// <summary>Make a record.</summary>
    public sealed record Create(WantedRecord Wanted) : DnsStep;

    /// <summary>Change a record; it keeps its number and its remarks.</summary>
    public sealed record Update(DnsRecord Record, WantedRecord Wanted) : DnsStep;

    /// <summary>A record is as it is wanted.</summary>
    public sealed record Keep(DnsRecord Record, WantedRecord Wanted) : DnsStep;

    /// <summary>A record of one of the names that nobody asked for stays as it is: it may be another machine's.</summary>
    public sealed record Leave(DnsRecord Record) : DnsStep;
}
