using System.Collections.Concurrent;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Edge.Ledger;

/// <summary>The commands that are being carried out now: one that is sent again meanwhile is told to wait for the first.</summary>
/// <remarks>It only spares work and says clearly what is going on; that nothing is done twice is the journal's doing.</remarks>
internal sealed class CommandsInFlight
{
    private readonly ConcurrentDictionary<CommandId, bool> _running = new();

    /// <summary>Enters a command; false when it runs already.</summary>
    public bool TryEnter(CommandId command) => _running.TryAdd(command, true);

    /// <summary>Ends a command that was entered.</summary>
    public void Leave(CommandId command) => _running.TryRemove(command, out _);
}
