namespace EasyEnclave.Protocol.Rest;

/// <summary>What connected agents would come to under a list.</summary>
/// <param name="Sha256">SHA-256 of the list.</param>
/// <param name="Passing">How many would pass.</param>
/// <param name="Failing">How many would be refused.</param>
/// <param name="Agents">Each of them, by id.</param>
public sealed record AllowlistTrialAnswer(string Sha256, int Passing, int Failing, IReadOnlyList<AllowlistTrialAgent> Agents);
