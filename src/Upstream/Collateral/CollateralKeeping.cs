using System.Buffers.Binary;
using EasyEnclave.Upstream.Keeping;

namespace EasyEnclave.Upstream.Collateral;

/// <summary>What a source of collateral does with what it proved.</summary>
/// <param name="Memory">Where the newest documents are kept.</param>
/// <param name="Issued">Told the latest date of issue among them, once they are durable: no clock is right that is behind it.</param>
public sealed record CollateralKeeping(IUpstreamMemory Memory, Action<DateTimeOffset> Issued)
{
    /// <summary>Reads the latest date of issue that was ever proven; null when there is none, or it cannot be read.</summary>
    public async ValueTask<DateTimeOffset?> NewestIssueAsync(CancellationToken cancellationToken) =>
        await Memory.ReadAsync(CollateralKeys.NewestIssue, cancellationToken).ConfigureAwait(false) is Recollection.Kept { Bytes.Length: sizeof(long) } kept
            && BinaryPrimitives.ReadInt64BigEndian(kept.Bytes.Span) is var ticks && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    /// <summary>Kept while this process lives.</summary>
    public static CollateralKeeping InProcess() => new(new ProcessMemory(), _ => { });
}
