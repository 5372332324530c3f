namespace EasyEnclave.ClusterTests.Testing;

/// <summary>The tests of processes that come and go: they share a cluster, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<SharedCluster>
{
    public const string Name = "cluster";
}
