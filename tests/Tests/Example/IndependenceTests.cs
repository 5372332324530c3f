using System.Xml.Linq;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Example;

/// <summary>An app behind the tunnel needs nothing of the control plane: neither its projects nor any package.</summary>
public sealed class IndependenceTests
{
    [Theory]
    [InlineData("ProjectReference")]
    [InlineData("PackageReference")]
    public void TheExampleStandsAlone(string kind) =>
        Assert.Empty(XDocument.Load(Path.Combine(Repository.Root, "docker", "example", "ContactDiscovery", "ContactDiscovery.csproj")).Descendants(kind));
}
