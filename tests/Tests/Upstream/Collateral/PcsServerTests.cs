using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Upstream.Collateral;

namespace EasyEnclave.Tests.Upstream.Collateral;

public sealed class PcsServerTests
{
    [Fact]
    public void IntelsAddressesAreThoseOfItsServiceV4()
    {
        Assert.Equal("https://api.trustedservices.intel.com/tdx/certification/v4/tcb?fmspc=00806F050000", PcsServer.Intel.TcbInfo("00806F050000").ToString());
        Assert.Equal("https://api.trustedservices.intel.com/tdx/certification/v4/qe/identity", PcsServer.Intel.QeIdentity.ToString());
        Assert.Equal(
            "https://api.trustedservices.intel.com/sgx/certification/v4/pckcrl?ca=processor&encoding=der",
            PcsServer.Intel.PckCrl(PckCa.Processor).ToString());
        Assert.Equal("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der", PcsServer.Intel.RootCaCrl.ToString());
    }

    [Theory]
    [InlineData("https://pccs.example:8081")]
    [InlineData("https://pccs.example:8081/")]
    [InlineData("https://pccs.example:8081/sgx/certification/v4/")]
    [InlineData("https://pccs.example:8081/sgx/certification/v4")]
    public void ACachingServiceIsNamedWithOrWithoutThePath(string url)
    {
        PcsServer server = PcsServer.Caching(new Uri(url));

        Assert.Equal("https://pccs.example:8081/tdx/certification/v4/qe/identity", server.QeIdentity.ToString());
        Assert.Equal("https://pccs.example:8081/sgx/certification/v4/rootcacrl", server.RootCaCrl.ToString());
    }

    [Fact]
    public void APrefixOfItsPathStays() => Assert.Equal(
        "https://example.com/pccs/sgx/certification/v4/rootcacrl", PcsServer.Caching(new Uri("https://example.com/pccs")).RootCaCrl.ToString());
}
