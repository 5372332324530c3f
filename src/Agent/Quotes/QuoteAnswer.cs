namespace EasyEnclave.Agent.Quotes;

/// <summary>A quote, or why there is none.</summary>
public abstract record QuoteAnswer
{
    private QuoteAnswer()
    {
    }

    /// <summary>The quote's bytes.</summary>
    public sealed record Quoted(ReadOnlyMemory<byte> Quote) : QuoteAnswer;

    /// <summary>There is no quote.</summary>
    /// <param name="Failure">The kind of failure.</param>
    /// <param name="Detail">What happened, for the log.</param>
    public sealed record Failed(QuoteFailure Failure, string Detail) : QuoteAnswer;
}
