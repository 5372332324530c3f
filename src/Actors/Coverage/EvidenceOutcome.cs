namespace EasyEnclave.Actors.Coverage;

/// <summary>What a node's evidence says of a period.</summary>
public enum EvidenceOutcome
{
    /// <summary>Every slot of every agent passes, up to gaps of ours within the limit.</summary>
    Pass,

    /// <summary>A slot was missed, or there is no evidence at all.</summary>
    Fail,

    /// <summary>Nothing was missed, but we were away for too long to say that it passes.</summary>
    Halt,
}
