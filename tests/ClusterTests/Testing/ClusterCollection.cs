[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace EasyEnclave.ClusterTests.Testing;

/// <summary>The tests that share a cluster, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ClusterCollection : ICollectionFixture<SharedCluster>
{
    public const string Name = "cluster";
}
