using EasyEnclave.Attestation;

namespace EasyEnclave.Tests.Attestation.Synthetic;

/// <summary>Every failure there is can be brought about, and its nearest neighbour passes.</summary>
public sealed class FailureCatalogueTests
{
    public static TheoryData<VerificationFailure> Failures => [.. Enum.GetValues<VerificationFailure>().Where(failure => failure != VerificationFailure.None)];

    [Theory]
    [MemberData(nameof(Failures))]
    public void ItIsBroughtAboutAndItsNeighbourPasses(VerificationFailure failure)
    {
        var pair = Assert.Single(FailureCatalogue.Pairs, pair => pair.Failure == failure);

        Assert.Equal(failure, SyntheticPlatform.Verify(pair.Refused).Failure);
        Assert.Null(SyntheticPlatform.Verify(pair.Accepted).Failure);
    }

    [Fact]
    public void NothingIsInTheCatalogueTwice() =>
        Assert.Equal(Enum.GetValues<VerificationFailure>().Length - 1, FailureCatalogue.Pairs.Count);
}
