using EasyEnclave.Actors.Operators;

namespace EasyEnclave.Actors.Nodes;

/// <summary>Why nothing was done to a node.</summary>
/// <param name="Verdict">Unknown, in conflict with what is there, or forbidden.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Field">The field at fault, in the words of the wire.</param>
public sealed record NodeRefusal(ActionVerdict Verdict, string Code, string? Field = null);
