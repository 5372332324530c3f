namespace EasyEnclave.Upstream.Dns;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">What is on it.</param>
/// <param name="Pages">How many pages there are; null where that is not said.</param>
internal sealed record CloudflarePage<T>(IReadOnlyList<T> Items, int? Pages);
