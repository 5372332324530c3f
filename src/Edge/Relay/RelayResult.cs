using EasyEnclave.Actors.Tunnels;

namespace EasyEnclave.Edge.Relay;

/// <summary>What became of an exchange at a peer, as the header <see cref="Header"/> says it.</summary>
internal static class RelayResult
{
    /// <summary>The header's name.</summary>
    public const string Header = "ee-result";

    /// <summary>The agent answered: head and body follow.</summary>
    public const string Answered = "answered";

    /// <summary>The asker is not known as a live node, or not yet: nothing was done.</summary>
    public const string NotAMember = "not_a_member";

    private const string Malformed = "malformed:";

    /// <summary>Its word.</summary>
    public static string Text(ExchangeResult result) => result switch
    {
        ExchangeResult.Answered => Answered,
        ExchangeResult.Malformed malformed => Malformed + malformed.Field,
        ExchangeResult.ResponseTooLarge => "response_too_large",
        ExchangeResult.RequestTooLarge => "request_too_large",
        ExchangeResult.Busy => "busy",
        ExchangeResult.Closed { Reached: false } => "closed_before",
        ExchangeResult.Closed => "closed",
        _ => throw new InvalidOperationException($"Unknown result {result.GetType().Name}."),
    };

    /// <summary>Every word but <see cref="Answered"/>; one that nobody knows means that the tunnel ended under the request.</summary>
    public static ExchangeResult Parse(string? text) => text switch
    {
        "response_too_large" => new ExchangeResult.ResponseTooLarge(),
        "request_too_large" => new ExchangeResult.RequestTooLarge(),
        "busy" => new ExchangeResult.Busy(),
        "closed_before" or NotAMember => new ExchangeResult.Closed(Reached: false),
        not null when text.StartsWith(Malformed, StringComparison.Ordinal) => new ExchangeResult.Malformed(text[Malformed.Length..]),
        _ => new ExchangeResult.Closed(Reached: true),
    };
}
