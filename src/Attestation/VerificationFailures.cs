using System.Collections.Frozen;
using System.Text.Json;

namespace EasyEnclave.Attestation;

/// <summary>The stable names of <see cref="VerificationFailure"/>, as they stand in <c>quote_invalid:&lt;code&gt;</c>.</summary>
public static class VerificationFailures
{
    private static readonly FrozenDictionary<VerificationFailure, string> Codes = Enum.GetValues<VerificationFailure>()
        .ToFrozenDictionary(failure => failure, failure => JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.ToString()));

    /// <summary>The snake_case code of a failure; a test pins every one of them.</summary>
    public static string Code(VerificationFailure failure) => Codes[failure];
}
