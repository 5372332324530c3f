namespace EasyEnclave.Attestation.Binding;

/// <summary>Why a quote is asked for; part of what the quote binds, so an answer to one question never answers another.</summary>
public static class AttestationReason
{
    /// <summary>The agent registers.</summary>
    public const string Register = "register";

    /// <summary>The interval since its last attestation is over.</summary>
    public const string Periodic = "periodic";

    /// <summary>An operator asked.</summary>
    public const string Operator = "operator";
}
