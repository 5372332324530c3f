namespace EasyEnclave.Protocol.Rest;

/// <summary>What resolve says of a name nobody has bound.</summary>
/// <param name="Allowed">Always false.</param>
/// <param name="Reason">Always <c>unknown_app</c>.</param>
public sealed record UnknownAppAnswer(bool Allowed, string Reason);
