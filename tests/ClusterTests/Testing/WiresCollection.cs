namespace EasyEnclave.ClusterTests.Testing;

/// <summary>The tests of wires, databases and clocks: they share a cluster of their own beside the other one, since most of their time is waiting.</summary>
[CollectionDefinition(Name)]
public sealed class WiresCollection : ICollectionFixture<SharedCluster>
{
    public const string Name = "wires";
}
