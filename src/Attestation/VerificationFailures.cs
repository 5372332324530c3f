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

    /// <summary>True where a source delivered something that says nothing of the platform: a part is missing, damaged, or about another one.</summary>
    /// <remarks>Not for genuine collateral that is past its window: its issuer said itself how long it may be believed.</remarks>
    public static bool IsOfDelivery(VerificationFailure failure) => failure switch
    {
        VerificationFailure.FmspcMismatch or VerificationFailure.PceIdMismatch => true,
        VerificationFailure.TcbInfoWindow or VerificationFailure.QeIdentityWindow
            or VerificationFailure.RootCrlWindow or VerificationFailure.PckCrlWindow => false,
        _ => failure is >= VerificationFailure.CollateralMissing and <= VerificationFailure.PckCrlWindow,
    };
}
