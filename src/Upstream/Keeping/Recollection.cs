namespace EasyEnclave.Upstream.Keeping;

/// <summary>What a memory knows of a key.</summary>
public abstract record Recollection
{
    private Recollection()
    {
    }

    /// <summary>This.</summary>
    public sealed record Kept(ReadOnlyMemory<byte> Bytes) : Recollection;

    /// <summary>That nothing was ever kept there.</summary>
    public sealed record Nothing : Recollection;

    /// <summary>It cannot be asked now, so nobody may act as if there was nothing.</summary>
    public sealed record Unreadable : Recollection;
}
