using System.Collections.Frozen;
using System.Text.Json;

namespace EasyEnclave.Attestation.RaTls;

/// <summary>The stable names of <see cref="RaTlsFailure"/>, as they stand in <c>quote_invalid:certificate_&lt;code&gt;</c>.</summary>
public static class RaTlsFailures
{
    private static readonly FrozenDictionary<RaTlsFailure, string> Codes = Enum.GetValues<RaTlsFailure>()
        .ToFrozenDictionary(failure => failure, failure => JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.ToString()));

    /// <summary>The snake_case code of a failure; a test pins every one of them.</summary>
    public static string Code(RaTlsFailure failure) => Codes[failure];
}
