namespace EasyEnclave.Protocol.Rest;

/// <summary>The body of the other actions on an agent.</summary>
/// <param name="Reason">Why, for the record.</param>
public sealed record ActionRequest(string? Reason);
