namespace EasyEnclave.Attestation.Binding;

/// <summary>The value of a claim: text or a truth, never one taken for the other.</summary>
public abstract record ClaimValue
{
    private ClaimValue()
    {
    }

    /// <summary>A claim of text.</summary>
    public sealed record Text(string Value) : ClaimValue;

    /// <summary>A claim that is true or false; <c>"true"</c> as text is not one.</summary>
    public sealed record Truth(bool Value) : ClaimValue;
}
