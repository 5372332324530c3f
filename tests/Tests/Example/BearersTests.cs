using EasyEnclave.ContactDiscovery;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Primitives;

namespace EasyEnclave.Tests.Example;

public sealed class BearersTests
{
    private const string One = "the-first-token-of-two";
    private const string Two = "the-second-token-of-two";

    private readonly Bearers _bearers = new([One, Two], 1000, new ManualTime());

    [Theory]
    [InlineData("Bearer " + One)]
    [InlineData("bearer " + Two)]
    [InlineData("BEARER  " + Two + " ")]
    public void ATokenThatIsKnownIsTaken(string field) => Assert.NotNull(_bearers.Find(field));

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData(One)]
    [InlineData("Basic " + One)]
    [InlineData("Bearer " + One + "x")]
    [InlineData("Bearer the-first-token-of-tw")]
    [InlineData("Bearer " + One + "," + Two)]
    public void AnythingElseIsNot(string field) => Assert.Null(_bearers.Find(field));

    [Fact]
    public void NoFieldAndTwoFieldsAreNot()
    {
        Assert.Null(_bearers.Find(StringValues.Empty));
        Assert.Null(_bearers.Find(new StringValues(["Bearer " + One, "Bearer " + One])));
    }

    [Fact]
    public void WithoutTokensNobodyIsTaken()
    {
        Bearers nobody = new([], 1000, new ManualTime());

        Assert.Null(nobody.Find("Bearer "));
        Assert.Null(nobody.Find("Bearer " + One));
    }

    [Fact]
    public void EachTokenHasAnAllowanceOfItsOwn()
    {
        Assert.Equal(TimeSpan.Zero, _bearers.Find("Bearer " + One)!.Take(1000));

        Assert.NotEqual(TimeSpan.Zero, _bearers.Find("Bearer " + One)!.Take(1));
        Assert.Equal(TimeSpan.Zero, _bearers.Find("Bearer " + Two)!.Take(1000));
    }
}
