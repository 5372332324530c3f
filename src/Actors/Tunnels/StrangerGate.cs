using EasyEnclave.Protocol;

namespace EasyEnclave.Actors.Tunnels;

/// <summary>Bounds how many tunnels strangers can hold, in all and from one prefix, so that agents we know always find a place.</summary>
public sealed class StrangerGate
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _provisional = new(StringComparer.Ordinal);
    private readonly Func<string, int> _knownFrom;
    private int _total;

    /// <summary>A gate that leaves room for known agents.</summary>
    /// <param name="knownFrom">How many agents attested last from a prefix.</param>
    public StrangerGate(Func<string, int> knownFrom) => _knownFrom = knownFrom;

    /// <summary>Lets a connection in; null when there is no place for it.</summary>
    /// <param name="prefix">Where it comes from.</param>
    /// <param name="loopback">Exempt: it is this machine.</param>
    public Ticket? TryEnter(string prefix, bool loopback)
    {
        if (loopback)
        {
            return new Ticket(this, prefix, TicketKind.Exempt);
        }

        lock (_gate)
        {
            if (_total < Limits.StrangerTunnels && _counted.GetValueOrDefault(prefix) < Limits.StrangerTunnelsPerPrefix)
            {
                _total++;
                _counted[prefix] = _counted.GetValueOrDefault(prefix) + 1;
                return new Ticket(this, prefix, TicketKind.Counted);
            }

            if (_provisional.GetValueOrDefault(prefix) < _knownFrom(prefix))
            {
                _provisional[prefix] = _provisional.GetValueOrDefault(prefix) + 1;
                return new Ticket(this, prefix, TicketKind.Provisional);
            }

            return null;
        }
    }

    private void Leave(string prefix, TicketKind kind)
    {
        lock (_gate)
        {
            _total -= kind == TicketKind.Counted ? 1 : 0;
            Dictionary<string, int>? held = kind switch
            {
                TicketKind.Counted => _counted,
                TicketKind.Provisional => _provisional,
                _ => null,
            };
            if (held is not null && --held[prefix] == 0)
            {
                held.Remove(prefix);
            }
        }
    }

    /// <summary>How a connection came in.</summary>
    internal enum TicketKind
    {
        /// <summary>Not counted.</summary>
        Exempt,

        /// <summary>Among the strangers.</summary>
        Counted,

        /// <summary>Beyond the strangers' places, as one of the agents known from there; it must turn out to be one.</summary>
        Provisional,
    }

    /// <summary>One connection's place; given back once, when it is attested, known, or ended.</summary>
    public sealed class Ticket : IDisposable
    {
        private readonly StrangerGate _gate;
        private readonly string _prefix;
        private readonly TicketKind _kind;
        private int _left;

        internal Ticket(StrangerGate gate, string prefix, TicketKind kind)
        {
            _gate = gate;
            _prefix = prefix;
            _kind = kind;
        }

        /// <summary>Says who it turned out to be; false when it may not stay.</summary>
        /// <param name="known">Whether it is an agent that attested last from this prefix.</param>
        public bool Registers(bool known)
        {
            if (known)
            {
                Dispose();
            }

            return known || _kind != TicketKind.Provisional;
        }

        /// <inheritdoc />
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                _gate.Leave(_prefix, _kind);
            }
        }
    }
}
