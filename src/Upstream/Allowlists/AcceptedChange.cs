using EasyEnclave.Upstream.Keeping;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>A changed allowlist that an admin takes, on its way to the disk.</summary>
/// <param name="Before">What was pinned.</param>
/// <param name="After">What is pinned from now on.</param>
/// <param name="Values">What must be durable for that, all together.</param>
public sealed record AcceptedChange(ReleasePin Before, ReleasePin After, IReadOnlyList<KeptValue> Values);
