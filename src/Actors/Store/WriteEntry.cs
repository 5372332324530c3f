namespace EasyEnclave.Actors.Store;

/// <summary>What one command wants written: all of it in one commit, or nothing.</summary>
/// <param name="Changes">The rows.</param>
/// <param name="Events">What happened.</param>
public sealed record WriteEntry(IReadOnlyList<RowChange> Changes, IReadOnlyList<NewEvent> Events)
{
    /// <summary>Rows without an event: counts, marks, blobs, evidence.</summary>
    public static WriteEntry Of(params RowChange[] changes) => new(changes, []);
}
