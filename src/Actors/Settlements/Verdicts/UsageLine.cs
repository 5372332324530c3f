using System.Text.Json.Serialization;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements.Verdicts;

/// <summary>One account's part of a period, as a verdict cites it.</summary>
/// <param name="Account">Who pays.</param>
/// <param name="Locked">How much was locked.</param>
/// <param name="Hours">How much was used; null where nothing was reported.</param>
/// <param name="Amount">What that costs.</param>
public sealed record UsageLine(
    AccountId Account,
    [property: JsonPropertyName("locked_usd")] Usd Locked,
    [property: JsonPropertyName("vcpu_hours")] VcpuHours? Hours,
    [property: JsonPropertyName("amount_usd")] Usd Amount)
{
    /// <summary>The line of a row.</summary>
    public static UsageLine Of(UsageRow row) => new(row.Account, row.Locked, row.Hours, row.Amount);
}
