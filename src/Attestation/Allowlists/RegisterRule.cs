namespace EasyEnclave.Attestation.Allowlists;

/// <summary>What an allowlist says about one register.</summary>
public abstract record RegisterRule
{
    private RegisterRule()
    {
    }

    /// <summary>True if a register of this value satisfies the rule.</summary>
    public abstract bool Admits(ReadOnlySpan<byte> value);

    /// <summary>An explicit <c>"any"</c>: the register is looked at and released.</summary>
    public sealed record Any : RegisterRule
    {
        /// <inheritdoc/>
        public override bool Admits(ReadOnlySpan<byte> value) => true;
    }

    /// <summary>A pin: one of these values, each of the register's exact size. No values admit nothing.</summary>
    public sealed record OneOf(IReadOnlyList<ReadOnlyMemory<byte>> Values) : RegisterRule
    {
        /// <inheritdoc/>
        public override bool Admits(ReadOnlySpan<byte> value)
        {
            foreach (var admitted in Values)
            {
                if (admitted.Span.SequenceEqual(value))
                    return true;
            }

            return false;
        }
    }
}
