using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Simulation.Certificates;

namespace EasyEnclave.Simulation.Quotes;

/// <summary>
/// How a quote differs from the standard: each member changes one recipe before it is signed, <see cref="Bytes"/> the finished whole.
/// </summary>
/// <remarks>
/// The certificates and the QE report made for an instance are kept as long as the instance lives: reuse it where many quotes are made.
/// </remarks>
public sealed record QuoteOptions
{
    /// <summary>The authority that issued the PCK certificate.</summary>
    public PckCa Ca { get; init; } = PckCa.Platform;

    /// <summary>Changes the TD.</summary>
    public Func<SimulatedTd, SimulatedTd>? Td { get; init; }

    /// <summary>Changes the PCK certificate, its SGX extension included.</summary>
    public Func<CertificateRecipe, CertificateRecipe>? Pck { get; init; }

    /// <summary>Changes the PCK CA's certificate.</summary>
    public Func<CertificateRecipe, CertificateRecipe>? Intermediate { get; init; }

    /// <summary>Changes the root certificate.</summary>
    public Func<CertificateRecipe, CertificateRecipe>? Root { get; init; }

    /// <summary>Changes the list of PEM certificates, leaf first: drops, doubles, reorders.</summary>
    public Func<IReadOnlyList<string>, IEnumerable<string>>? Chain { get; init; }

    /// <summary>Changes the quoting enclave's report.</summary>
    public Func<QeRecipe, QeRecipe>? Qe { get; init; }

    /// <summary>Changes header, types, lengths and tail.</summary>
    public Func<QuoteFrame, QuoteFrame>? Frame { get; init; }

    /// <summary>Changes the finished bytes.</summary>
    public Func<byte[], byte[]>? Bytes { get; init; }

    /// <summary>
    /// The first way of <see cref="StatusWay.For"/>: with standard collateral, a quote so made appraises as <paramref name="status"/>.
    /// </summary>
    public static QuoteOptions ForStatus(TcbStatus status) => StatusWay.For(status)[0].Options;

    /// <summary>Quotes from another machine under the same authorities: PPID, platform instance and serial follow from a label.</summary>
    public static QuoteOptions OnMachine(string label) => new() { Pck = recipe => SimulatedMachine.Certify(recipe, label) };

    /// <summary>
    /// Both sets of changes, <paramref name="next"/> after this one; the CA is the one of <paramref name="next"/> unless that is the
    /// default.
    /// </summary>
    public QuoteOptions And(QuoteOptions next) => new()
    {
        Ca = next.Ca == PckCa.Platform ? Ca : next.Ca,
        Td = Change.Join(Td, next.Td),
        Pck = Change.Join(Pck, next.Pck),
        Intermediate = Change.Join(Intermediate, next.Intermediate),
        Root = Change.Join(Root, next.Root),
        Chain = Chain is null ? next.Chain : next.Chain is null ? Chain : list => next.Chain([.. Chain(list)]),
        Qe = Change.Join(Qe, next.Qe),
        Frame = Change.Join(Frame, next.Frame),
        Bytes = Change.Join(Bytes, next.Bytes),
    };
}
