using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Cli.Quotes;

namespace EasyEnclave.Cli.ControlPlanes;

/// <summary>The one verdict on a control plane, with everything it was made from.</summary>
/// <param name="Evidence">What it showed.</param>
/// <param name="Quote">The verdict on its quote, whose code is the whole verdict's; null where it came to none.</param>
/// <param name="Code"><c>accepted</c>, or the stable code of the first thing that refuses.</param>
/// <param name="Detail">The code in a sentence.</param>
/// <param name="Allowlist">The allowlist it was held against, as far as it came.</param>
/// <param name="Attested">Whether the certificate of the connection carries a quote over its key, too.</param>
internal sealed record ServerJudgement(
    ServerEvidence Evidence, Judgement? Quote, string Code, string Detail, Allowlist? Allowlist, bool Attested)
{
    /// <summary>Whether everything held.</summary>
    public bool Accepted => Code == "accepted";
}
