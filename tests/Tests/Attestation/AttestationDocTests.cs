using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Certificates;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Tcb;
using EasyEnclave.Tests.Architecture;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Attestation;

/// <summary>Compares docs/attestation.md with the verifier: its codes, and what it says of the real quotes.</summary>
public sealed class AttestationDocTests
{
    private const string Page = "docs/attestation.md";

    [Fact]
    public void ThePageListsEveryCodeOnceAndNoOther()
    {
        var listed = MarkdownTables.Rows(Page, "## Every check, and its code").SelectMany(row => row[1].Split(", "));

        Assert.Equal(
            Enum.GetValues<VerificationFailure>().Where(failure => failure != VerificationFailure.None).Select(VerificationFailures.Code).Order(StringComparer.Ordinal),
            listed.Order(StringComparer.Ordinal));
    }

    [RealQuotesFact]
    public void ThePageSaysOfTheRealQuotesWhatTheVerifierSays()
    {
        var intel = new QuoteVerifier(TrustRoot.Intel);
        var said = RealQuotes.SetsWith("expected.json").Select(name =>
        {
            var verdict = RealSet.Load(name).Verify(intel);
            return $"{name}: {TcbStatuses.Name(verdict.Appraisal!.Status)}, {TdPolicy.Judge(verdict, NetworkPolicy.Forge1)?.Reason ?? "passes"}";
        });
        var listed = MarkdownTables.Rows(Page, "## The same real quotes, elsewhere")
            .Where(row => row[0].StartsWith('v'))
            .Select(row => $"{row[0].Split(',')[0]}: {row[1]}, {row[2]}");

        Assert.Equal(said.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }
}
