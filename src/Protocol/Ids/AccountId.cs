using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EasyEnclave.Protocol.Ids;

/// <summary>The name of an account: a user's of 1 to 128 <c>A-Z a-z 0-9 . _ @ -</c>, or one of the system's, with a colon in it.</summary>
[JsonConverter(typeof(IdJsonConverter<AccountId>))]
public readonly record struct AccountId : IId<AccountId>
{
    private const string ProviderPrefix = "provider:";
    private const string StakePrefix = "stake:";
    private const string ExternalPrefix = "external:";
    private const string TreasuryName = "treasury:";

    private readonly string? _value;

    private AccountId(string value, AccountKind kind)
    {
        _value = value;
        Kind = kind;
    }

    /// <summary>The one account that slashed money goes to.</summary>
    public static AccountId Treasury { get; } = new(TreasuryName, AccountKind.Treasury);

    /// <inheritdoc />
    public string Value => _value ?? throw new InvalidOperationException("An AccountId comes from TryParse.");

    /// <summary>Whose money it holds.</summary>
    public AccountKind Kind { get; }

    /// <summary>The node of a provider or stake account; null for every other.</summary>
    public NodeId? Node => Kind is AccountKind.Provider or AccountKind.Stake ? NodeId.Parse(Value[(Value.IndexOf(':') + 1)..]) : null;

    /// <summary>What a node earned.</summary>
    public static AccountId Provider(NodeId node) => new(ProviderPrefix + node.Value, AccountKind.Provider);

    /// <summary>What a node has locked.</summary>
    public static AccountId Stake(NodeId node) => new(StakePrefix + node.Value, AccountKind.Stake);

    /// <summary>The world behind a rail, for example <c>card</c>.</summary>
    /// <exception cref="FormatException">The rail is not 1 to 64 characters of <c>a-z 0-9 -</c>.</exception>
    public static AccountId External(string rail) => Parse(ExternalPrefix + rail);

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? text, out AccountId id)
    {
        id = default;
        if (text is null || KindOf(text) is not { } kind)
        {
            return false;
        }

        id = new AccountId(text, kind);
        return true;
    }

    /// <summary>Reads a user's account; false for the system's as for malformed ones.</summary>
    public static bool TryParseUser([NotNullWhen(true)] string? text, out AccountId id) =>
        TryParse(text, out id) && id.Kind == AccountKind.User;

    /// <inheritdoc />
    public static AccountId Parse(string text) =>
        TryParse(text, out AccountId id) ? id : throw new FormatException("Not a valid AccountId.");

    /// <inheritdoc />
    public override string ToString() => _value ?? string.Empty;

    private static AccountKind? KindOf(string text)
    {
        if (!text.Contains(':'))
        {
            return text.Length is >= 1 and <= Limits.AccountIdLength && IdText.IsAccount(text) ? AccountKind.User : null;
        }

        if (text == TreasuryName)
        {
            return AccountKind.Treasury;
        }

        if (Rest(text, ProviderPrefix) is { } provider)
        {
            return NodeId.TryParse(provider, out _) ? AccountKind.Provider : null;
        }

        if (Rest(text, StakePrefix) is { } stake)
        {
            return NodeId.TryParse(stake, out _) ? AccountKind.Stake : null;
        }

        return Rest(text, ExternalPrefix) is { Length: >= 1 and <= Limits.NetworkLength } rail && IdText.IsNetwork(rail) ? AccountKind.External : null;
    }

    private static string? Rest(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : null;
}
