using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EasyEnclave.Edge.Relay;

namespace EasyEnclave.Tests.Edge.Relay;

public sealed class ClusterAuthorityTests
{
    private const string Secret = "a secret of at least 32 characters";

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly PeerIdentity Node = new("node-a:8089", Guid.Parse("0d3cf6d2-6a0e-4bb5-9d0c-1ad2a0cbb3f4"));

    [Fact]
    public void WhoKnowsTheSecretIsWhomTheCertificateNames()
    {
        using ClusterAuthority here = new(Secret);
        using ClusterAuthority there = new(Secret);
        using X509Certificate2 certificate = here.Issue(Node, Now);

        Assert.Equal(Node, there.Judge(certificate, Now));
    }

    [Fact]
    public void AnotherSecretSignsForNobodyHere()
    {
        using ClusterAuthority here = new(Secret);
        using ClusterAuthority there = new(Secret + "!");
        using X509Certificate2 certificate = there.Issue(Node, Now);

        Assert.Null(here.Judge(certificate, Now));
    }

    [Fact]
    public void AnAuthorityOfTheSameNameButAnotherKeyIsNobody()
    {
        using ClusterAuthority here = new(Secret);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=easyenclave-cluster", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddUri(Node.ToUri());
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 forged = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));

        Assert.Null(here.Judge(forged, Now));
    }

    [Theory]
    [InlineData(-20, true)]
    [InlineData(20, true)]
    [InlineData(47, true)]
    [InlineData(49, false)]
    [InlineData(-25, false)]
    public void AClockThatIsHoursOffStillTakesIt(int hours, bool taken)
    {
        using ClusterAuthority authority = new(Secret);
        using X509Certificate2 certificate = authority.Issue(Node, Now);

        Assert.Equal(taken, authority.Judge(certificate, Now.AddHours(hours)) is not null);
    }

    [Fact]
    public void ACertificateOfANodeSignsForNoOther()
    {
        using ClusterAuthority authority = new(Secret);
        using X509Certificate2 node = authority.Issue(Node, Now);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=easyenclave-node", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddUri(new PeerIdentity("node-b:8089", Guid.NewGuid()).ToUri());
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 child = request.Create(
            node.SubjectName, X509SignatureGenerator.CreateForECDsa(node.GetECDsaPrivateKey()!), Now.AddDays(-1), Now.AddDays(1), [1, 2, 3]);

        Assert.Null(authority.Judge(child, Now));
    }

    [Fact]
    public void AShortSecretIsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new ClusterAuthority("too short"));

    [Fact]
    public void NodesWithOddNamesAreNamedExactly()
    {
        using ClusterAuthority authority = new(Secret);
        PeerIdentity odd = new("Node_1.example:8089", Guid.NewGuid());
        using X509Certificate2 certificate = authority.Issue(odd, Now);

        Assert.Equal(odd, authority.Judge(certificate, Now));
    }
}
