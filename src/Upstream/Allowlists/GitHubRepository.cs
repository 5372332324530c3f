namespace EasyEnclave.Upstream.Allowlists;

/// <summary>A repository, by numbers that no renaming and no second repository of the same name has.</summary>
internal sealed record GitHubRepository(long Id, long OwnerId);
