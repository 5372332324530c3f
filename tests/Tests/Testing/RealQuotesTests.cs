namespace EasyEnclave.Tests.Testing;

public sealed class RealQuotesTests
{
    [Fact]
    public void TheSourceTreeIsFoundFromTheTestBinary() =>
        Assert.True(File.Exists(Path.Combine(Repository.Root, "EasyEnclave.sln")));

    [Fact]
    public void AbsenceSkipsAndPresenceDoesNot()
    {
        var reason = RealQuotes.Root is null ? RealQuotes.Absent : null;

        Assert.Equal(reason, new RealQuotesFactAttribute().Skip);
        Assert.Equal(reason, new RealQuotesTheoryAttribute().Skip);
    }

    [RealQuotesFact]
    public void ASetHoldsAQuoteThatIsNotEmpty() =>
        Assert.All(RealQuotes.SetsWith("expected.json"), set => Assert.NotEmpty(RealQuotes.Read(set, "quote.bin")));
}
