namespace EasyEnclave.Actors.Ledger;

/// <summary>Where the journal ends.</summary>
/// <param name="Seq">The last transfer's seq; 0 while there is none.</param>
/// <param name="Hash">Its hash; 32 zero bytes before the first.</param>
/// <param name="At">Its instant.</param>
/// <param name="Accounts">How many accounts there are.</param>
/// <param name="Commands">How many commands there are.</param>
public sealed record LedgerHead(long Seq, ReadOnlyMemory<byte> Hash, DateTimeOffset At, long Accounts, long Commands)
{
    /// <summary>A ledger in which nothing happened yet.</summary>
    public static LedgerHead Empty { get; } = new(0, new byte[32], DateTimeOffset.UnixEpoch, 0, 0);

    /// <inheritdoc />
    public bool Equals(LedgerHead? other) =>
        other is not null && Seq == other.Seq && At == other.At && Accounts == other.Accounts && Commands == other.Commands
        && Hash.Span.SequenceEqual(other.Hash.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Seq, At, Accounts, Commands);
}
