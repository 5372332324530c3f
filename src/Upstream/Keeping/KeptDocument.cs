namespace EasyEnclave.Upstream.Keeping;

/// <summary>How a signed document is kept.</summary>
/// <param name="Issued">When it was issued.</param>
/// <param name="Number">Its number, in decimal.</param>
/// <param name="FetchedAt">When it was delivered last.</param>
/// <param name="Document">A bundle of it alone, as one document.</param>
internal sealed record KeptDocument(DateTimeOffset Issued, string Number, DateTimeOffset FetchedAt, byte[] Document);
