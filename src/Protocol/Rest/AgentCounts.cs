namespace EasyEnclave.Protocol.Rest;

/// <summary>How many agents an app has, and how many of them may serve it now.</summary>
public sealed record AgentCounts(int Eligible, int Total);
