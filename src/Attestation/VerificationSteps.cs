using System.Collections.Frozen;
using System.Text.Json;

namespace EasyEnclave.Attestation;

/// <summary>The stable names of <see cref="VerificationStep"/>.</summary>
public static class VerificationSteps
{
    private static readonly FrozenDictionary<VerificationStep, string> Codes = Enum.GetValues<VerificationStep>()
        .ToFrozenDictionary(step => step, step => JsonNamingPolicy.SnakeCaseLower.ConvertName(step.ToString()));

    /// <summary>The snake_case code of a step; a test pins every one of them.</summary>
    public static string Code(VerificationStep step) => Codes[step];
}
