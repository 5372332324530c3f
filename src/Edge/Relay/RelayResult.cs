namespace EasyEnclave.Edge.Relay;

/// <summary>What the internal listener says of a call it did not take, as the header <see cref="Header"/>.</summary>
internal static class RelayResult
{
    /// <summary>The header's name.</summary>
    public const string Header = "ee-result";

    /// <summary>The asker is not known as a live node, or not yet: nothing was done.</summary>
    public const string NotAMember = "not_a_member";
}
