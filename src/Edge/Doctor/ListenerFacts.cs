namespace EasyEnclave.Edge.Doctor;

/// <summary>A listener of this node's, as it was tried.</summary>
/// <param name="Name">Which.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Answers">Whether a connection to it was taken.</param>
/// <param name="Exposed">Whether others than this machine reach it without TLS.</param>
/// <param name="Remedy">What opens it where it does not answer.</param>
public sealed record ListenerFacts(string Name, string Address, bool Answers, bool Exposed, string Remedy);
