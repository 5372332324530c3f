namespace EasyEnclave.Cli.Inputs;

/// <summary>The forms in which a file holds a quote.</summary>
internal enum QuoteForm
{
    /// <summary>The quote's bytes.</summary>
    Raw,

    /// <summary>Hex text.</summary>
    Hex,

    /// <summary>Base64 text.</summary>
    Base64,
}
