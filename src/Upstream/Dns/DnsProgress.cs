using System.Net;

namespace EasyEnclave.Upstream.Dns;

/// <summary>How far an update has come.</summary>
internal sealed class DnsProgress(bool rehearse)
{
    private readonly Dictionary<WantedRecord, DnsChange> _written = [];
    private readonly List<DnsChange> _changes = [];
    private readonly List<string> _notes = [];
    private readonly List<DnsFault> _faults = [];
    private string? _zone;

    public bool IsRehearsal => rehearse;

    public void Fault(DnsFault fault) => _faults.Add(fault);

    public void Enter(CloudflareZone zone)
    {
        _zone = zone.Name;
        if (!zone.IsActive)
        {
            _notes.Add($"The zone {zone.Name} is not active yet: its names lead nowhere until its registrar names Cloudflare's name servers");
        }
    }

    /// <summary>Takes what a survey of addresses came to; false when that is none.</summary>
    public bool Take((IPAddress? Address, string? Note, DnsFault? Fault) survey, List<IPAddress> addresses)
    {
        if (survey.Address is null)
        {
            Fault(survey.Fault!);
            return false;
        }

        addresses.Add(survey.Address);
        _notes.Add(survey.Note!);
        return true;
    }

    /// <summary>Begins a round; false when its plan cannot be carried out.</summary>
    public bool Begin(DnsPlan plan)
    {
        _changes.Clear();
        _faults.AddRange(plan.Faults);
        return plan.Faults.Count == 0;
    }

    public void Done(DnsStep step)
    {
        DnsChange change = DnsChange.Of(step) with { IsRehearsed = rehearse };
        if (step is DnsStep.Keep { Wanted: var kept } && _written.TryGetValue(kept, out DnsChange? earlier))
        {
            change = earlier; // by an earlier round of this very run
        }

        Note(step, change);
        _changes.Add(change);
    }

    /// <summary>Takes a step's failure; true when the records have to be looked at again.</summary>
    public bool Stopped(DnsStep step, DnsFault fault)
    {
        if (fault.Kind != DnsFaultKind.RecordsMoved)
        {
            Fault(fault);
            return false;
        }

        // Refused as already there after an answer that was lost: then it was this run that made it.
        Note(step, DnsChange.Of(step));
        return true;
    }

    public DnsReport Report() => new() { Zone = _zone, Changes = [.. _changes], Notes = [.. _notes], Faults = [.. _faults] };

    private void Note(DnsStep step, DnsChange change)
    {
        if (step is DnsStep.Create { Wanted: var made })
        {
            _written[made] = change;
        }
        else if (step is DnsStep.Update { Wanted: var changed })
        {
            _written[changed] = change;
        }
    }
}
