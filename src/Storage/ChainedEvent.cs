namespace EasyEnclave.Storage;

/// <summary>What of an event's row goes into its hash, beside the body.</summary>
internal readonly record struct ChainedEvent(
    string Log, long Seq, long At, string Entity, long Version, string Kind, int BodyVersion, string Actor);
