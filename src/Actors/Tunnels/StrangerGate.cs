using EasyEnclave.Protocol;

namespace EasyEnclave.Actors.Tunnels;

/// <summary>Bounds how many tunnels strangers can hold, in all and from one prefix, so that agents we know always find a place.</summary>
public sealed class StrangerGate
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _strangers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _provisional = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _agents = new(StringComparer.Ordinal);
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
            return new Ticket(this, null, prefix);
        }

        lock (_gate)
        {
            if (_total < Limits.StrangerTunnels && _strangers.GetValueOrDefault(prefix) < Limits.StrangerTunnelsPerPrefix)
            {
                return new Ticket(this, Take(_strangers, prefix), prefix);
            }

            // Beyond the strangers' places, as one of the agents known from there; it must turn out to be one.
            return _provisional.GetValueOrDefault(prefix) < _knownFrom(prefix)
                ? new Ticket(this, Take(_provisional, prefix), prefix)
                : null;
        }
    }

    private Dictionary<string, int> Take(Dictionary<string, int> places, string key)
    {
        _total += places == _strangers ? 1 : 0;
        places[key] = places.GetValueOrDefault(key) + 1;
        return places;
    }

    private void GiveBack(Dictionary<string, int> places, string key)
    {
        _total -= places == _strangers ? 1 : 0;
        if (--places[key] == 0)
        {
            places.Remove(key);
        }
    }

    /// <summary>One connection's place; given back once, when it is attested or ended.</summary>
    public sealed class Ticket : IDisposable
    {
        private readonly StrangerGate _gate;
        private Dictionary<string, int>? _places;
        private string _key;

        internal Ticket(StrangerGate gate, Dictionary<string, int>? places, string key)
        {
            _gate = gate;
            _places = places;
            _key = key;
        }

        /// <summary>Says who it turned out to be; false when it may not stay.</summary>
        /// <param name="known">The id of an agent that attested last from this prefix; null for anyone else.</param>
        /// <remarks>
        /// An id can be claimed by whoever shares the prefix. So a known agent's places outside the strangers' are few, and one beyond them
        /// counts as a stranger.
        /// </remarks>
        public bool Registers(string? known)
        {
            lock (_gate._gate)
            {
                if (known is not null && _places is not null && _gate._agents.GetValueOrDefault(known) < Limits.UnattestedTunnelsPerAgent)
                {
                    _gate.GiveBack(_places, _key);
                    _places = _gate.Take(_gate._agents, known);
                    _key = known;
                }

                return _places != _gate._provisional;
            }
        }

        /// <inheritdoc />
        public void Dispose()
        {
            lock (_gate._gate)
            {
                if (_places is not null)
                {
                    _gate.GiveBack(_places, _key);
                    _places = null;
                }
            }
        }
    }
}
