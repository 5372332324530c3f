namespace EasyEnclave.Actors.Results;

/// <summary>A status list as it is given out.</summary>
/// <param name="Token">The signed list.</param>
/// <param name="IssuedAt">When it was signed.</param>
/// <param name="Revision">The directory's revision of bans that it shows, or an earlier one.</param>
public sealed record SignedList(string Token, DateTimeOffset IssuedAt, long Revision);
