namespace EasyEnclave.Tests.WholeSystem.Fronts;

/// <summary>The tests that share one estate: starting it costs seconds.</summary>
[CollectionDefinition(Name)]
public sealed class FrontsCollection : ICollectionFixture<FrontEstate>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "fronts";
}
