using EasyEnclave.Actors.Operators;
using Microsoft.Extensions.Logging;

namespace EasyEnclave.Edge.Admin;

/// <summary>Tells the log what operators ordered, also what changes no row and so leaves no event.</summary>
internal sealed partial class ActionLog(ILogger<ActionLog> logger)
{
    /// <summary>Notes an order and its end.</summary>
    public void Note(string action, string target, OperatorOrder order, ActionOutcome outcome) =>
        LogOrdered(order.Actor, action, target, outcome.Code ?? "done", order.Reason);
}
