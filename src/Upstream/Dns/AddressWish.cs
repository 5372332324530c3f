using System.Net;

namespace EasyEnclave.Upstream.Dns;

/// <summary>Which addresses of one family names shall have.</summary>
/// <param name="Given">Those an operator gave; they go before asking.</param>
/// <param name="Ask">Whether sources on the internet are asked which address this machine has.</param>
public sealed record AddressWish(IReadOnlyList<IPAddress> Given, bool Ask)
{
    /// <summary>None of this family.</summary>
    public static AddressWish None { get; } = new([], Ask: false);

    /// <summary>Whether there is nothing to set of this family.</summary>
    public bool IsNone => Given.Count == 0 && !Ask;
}
