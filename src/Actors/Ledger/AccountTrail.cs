using System.Collections.Immutable;
using System.Numerics;

namespace EasyEnclave.Actors.Ledger;

/// <summary>Where an account's entries are in the journal: the last one, and some before it from which all others are a few steps away.</summary>
/// <remarks>
/// Entries of an account are numbered from 1. Each knows the entry before it, and one further back: the number without its lowest binary
/// digit that is set. So any entry is found in about the square of the digits of the number of entries, and an entry costs nothing but
/// its own row: an index over the accounts would cost each transfer two pages more, the more accounts and entries there are.
/// </remarks>
/// <param name="Count">How many entries there are.</param>
/// <param name="Seqs">The seqs of the entries that the next ones can point to; the last one's is the last.</param>
public readonly record struct AccountTrail(long Count, ImmutableArray<long> Seqs)
{
    /// <summary>No entries.</summary>
    public static AccountTrail Empty { get; } = new(0, []);

    /// <summary>The seq of the last entry; 0 when there is none.</summary>
    public long Last => Seqs.IsDefaultOrEmpty ? 0 : Seqs[^1];

    /// <summary>The seq the next entry jumps to; 0 for none.</summary>
    public long Jump
    {
        get
        {
            int kept = Kept;
            return kept == 0 ? 0 : Seqs[kept - 1];
        }
    }

    // Adding one clears the trailing ones of the count: the entries they stand for are not pointed to any more.
    private int Kept => Seqs.IsDefault ? 0 : Seqs.Length - BitOperations.TrailingZeroCount(~Count);

    /// <summary>The trail with one more entry.</summary>
    public AccountTrail Add(long seq)
    {
        int kept = Kept;
        long[] seqs = new long[kept + 1];
        if (kept > 0)
        {
            Seqs.AsSpan(0, kept).CopyTo(seqs);
        }

        seqs[kept] = seq;
        return new AccountTrail(Count + 1, System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(seqs));
    }

    /// <inheritdoc />
    public bool Equals(AccountTrail other) => Count == other.Count && Span(Seqs).SequenceEqual(Span(other.Seqs));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Count, Last);

    private static ReadOnlySpan<long> Span(ImmutableArray<long> seqs) => seqs.IsDefault ? [] : seqs.AsSpan();
}
