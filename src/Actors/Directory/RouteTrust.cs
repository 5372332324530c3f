using EasyEnclave.Actors.Agents;

namespace EasyEnclave.Actors.Directory;

/// <summary>How far an agent and its node are trusted, in thousandths; nothing that a node can buy or do for itself raises it.</summary>
/// <param name="Attestation">By what was proved: less where the platform is not up to date, or a channel stood in for a nonce.</param>
/// <param name="Health">By the periods that failed lately.</param>
/// <param name="Abuse">By the reports of abuse that were authorized lately.</param>
public readonly record struct RouteTrust(int Attestation, int Health, int Abuse)
{
    /// <summary>Full trust.</summary>
    public const int Full = 1000;

    private const int Least = 100;
    private const int Failure = 50;
    private const int Report = 300;

    /// <summary>All of it.</summary>
    public int Total => (int)((long)Attestation * Health * Abuse / (Full * Full));

    /// <summary>Judges.</summary>
    /// <param name="facts">What the agent proved last.</param>
    /// <param name="failed">Periods of its node that failed lately; those that passed make up for none, or a node would pay itself trust.</param>
    /// <param name="abuse">Reports of abuse on its node that were authorized lately.</param>
    public static RouteTrust Of(AttestationFacts facts, int failed, int abuse) => new(
        (facts.TcbStatus == "UpToDate" ? Full : 800) * (facts.Freshness == "nonce" ? 10 : 9) / 10,
        Math.Max(Least, Full - (Failure * failed)),
        Math.Max(Least, Full - (Report * abuse)));
}
