namespace EasyEnclave.Edge.Relay;

/// <summary>What a record on a relay stream is.</summary>
internal enum RelayKind : byte
{
    /// <summary>Asker to owner: where a frame goes, and the frame's first piece.</summary>
    Ask = 1,

    /// <summary>The next piece of a frame.</summary>
    More = 2,

    /// <summary>Nobody waits for that exchange any more; what was begun of its frame is not finished.</summary>
    GiveUp = 3,

    /// <summary>Owner to asker: the first piece of the agent's answer, as the agent sent it.</summary>
    Answer = 4,

    /// <summary>Owner to asker: there is no answer, and why.</summary>
    Refusal = 5,

    /// <summary>Owner to asker: this stream takes no further asks.</summary>
    Farewell = 6,
}
