namespace EasyEnclave.Attestation.Allowlists;

/// <summary>The forms of an allowlist.</summary>
public enum AllowlistVersion
{
    /// <summary>"1.0": one value a register, as the original writes it.</summary>
    V10,

    /// <summary>"1.1": values, lists, <c>"any"</c>, further registers, and several sets.</summary>
    V11,
}
