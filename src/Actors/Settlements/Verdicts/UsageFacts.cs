using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using EasyEnclave.Protocol.Money;

namespace EasyEnclave.Actors.Settlements.Verdicts;

/// <summary>All accounts' parts of a period: summed up and hashed, and one by one where they are few.</summary>
public sealed record UsageFacts
{
    /// <summary>Lines that a verdict holds; beyond it the hash stands for them.</summary>
    public const int LinesMost = 1000;

    /// <summary>How many accounts locked money.</summary>
    public required int Accounts { get; init; }

    /// <summary>For how many of them usage was reported.</summary>
    public required int Reported { get; init; }

    /// <summary>How much was locked.</summary>
    [JsonPropertyName("locked_usd")]
    public required Usd Locked { get; init; }

    /// <summary>What was used costs.</summary>
    [JsonPropertyName("amount_usd")]
    public required Usd Amount { get; init; }

    /// <summary>How many locks had gone back by themselves: nobody settled in time.</summary>
    public required int Expired { get; init; }

    /// <summary>SHA-256 in lowercase hex over a line <c>account locked hours amount</c> each by account.</summary>
    /// <remarks>Numbers are millionths, hours <c>-</c> where none were reported; each line ends with a newline.</remarks>
    [JsonPropertyName("sha256")]
    public required string Sha256 { get; init; }

    /// <summary>The lines by account; null where there are more than <see cref="LinesMost"/>.</summary>
    public required IReadOnlyList<UsageLine>? Lines { get; init; }

    /// <summary>Sums lines up.</summary>
    /// <param name="lines">By account, in ordinal order.</param>
    /// <param name="expired">How many locks had gone back by themselves.</param>
    public static UsageFacts Of(IReadOnlyList<UsageLine> lines, int expired)
    {
        (Usd locked, Usd amount) = (Usd.Zero, Usd.Zero);
        int reported = 0;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ArrayBufferWriter<byte> buffer = new(256);
        foreach (UsageLine line in lines)
        {
            locked += line.Locked;
            amount += line.Amount;
            reported += line.Hours is null ? 0 : 1;
            buffer.ResetWrittenCount();
            string hours = line.Hours is { } used ? used.Millionths.ToString(CultureInfo.InvariantCulture) : "-";
            Encoding.UTF8.GetBytes($"{line.Account.Value} {line.Locked.Micros} {hours} {line.Amount.Micros}\n", buffer);
            hash.AppendData(buffer.WrittenSpan);
        }

        return new UsageFacts
        {
            Accounts = lines.Count,
            Reported = reported,
            Locked = locked,
            Amount = amount,
            Expired = expired,
            Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()),
            Lines = lines.Count <= LinesMost ? lines : null,
        };
    }
}
