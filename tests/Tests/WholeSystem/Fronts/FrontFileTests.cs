namespace EasyEnclave.Tests.WholeSystem.Fronts;

/// <summary>What the tests run is what is shipped: a place that is gone or was forgotten ends them.</summary>
public sealed class FrontFileTests
{
    private const string Text = "listen 443; # and not 80\n# see /etc/files\n";

    [Fact]
    public void EveryPlaceIsFilledIn() =>
        Assert.Equal("listen 127.0.0.1:50443; # and not 80\n# see /etc/files\n", FrontFile.Fill("a.conf", Text, ("listen 443", "listen 127.0.0.1:50443")));

    [Fact]
    public void APlaceThatIsGoneIsTold() =>
        Assert.Contains("listen 8443", Assert.Throws<InvalidOperationException>(
            () => FrontFile.Fill("a.conf", Text, ("listen 443", "listen 50443"), ("listen 8443", "x"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "443")]
    [InlineData("file /etc/tls.pem\n", "/etc/")]
    [InlineData("server 127.0.0.1:8088\n", "8088")]
    public void APlaceThatIsLeftIsTold(string more, string left)
    {
        (string, string)[] places = more.Length == 0 ? [] : [("listen 443", "listen 50443")];
        Assert.Contains(left, Assert.Throws<InvalidOperationException>(() => FrontFile.Fill("a.conf", Text + more, places)).Message, StringComparison.Ordinal);
    }
}
