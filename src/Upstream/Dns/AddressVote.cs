using System.Net;

namespace EasyEnclave.Upstream.Dns;

/// <summary>What several sources say of one address; pure.</summary>
/// <param name="Address">What more than half of all that were asked say; null when they do not.</param>
/// <param name="Agreeing">How many say so.</param>
/// <param name="Answered">How many said anything that can be.</param>
/// <param name="Asked">How many were asked.</param>
internal sealed record AddressVote(IPAddress? Address, int Agreeing, int Answered, int Asked)
{
    /// <summary>Counts the answers; null stands for a source that gave none.</summary>
    public static AddressVote Of(IReadOnlyList<IPAddress?> answers)
    {
        IPAddress[] said = [.. answers.OfType<IPAddress>()];
        IGrouping<IPAddress, IPAddress>? most = said.GroupBy(address => address).MaxBy(group => group.Count());
        int agreeing = most?.Count() ?? 0;
        return new AddressVote(agreeing * 2 > answers.Count ? most!.Key : null, agreeing, said.Length, answers.Count);
    }
}
