namespace EasyEnclave.Node;

/// <summary>Why a control plane could not start.</summary>
/// <param name="Message">For the operator, in one line.</param>
/// <param name="StoreAway">Whether the store did not answer, so that a later try may succeed with nothing changed here.</param>
internal sealed record StartFailure(string Message, bool StoreAway);
