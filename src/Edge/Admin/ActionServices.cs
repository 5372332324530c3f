using EasyEnclave.Actors.Directory;

namespace EasyEnclave.Edge.Admin;

/// <summary>What every action needs to tell how it ended.</summary>
internal sealed record ActionServices(AgentDirectory Directory, TimeProvider Time, ActionLog Log);
