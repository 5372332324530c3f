using EasyEnclave.Actors.Cluster;

namespace EasyEnclave.Storage.Postgres.Cluster;

/// <summary>The words of a node's state in its row; they never change.</summary>
internal static class MemberTexts
{
    private static readonly string[] States = ["active", "draining", "leaving", "dead"];

    public static string Of(MemberState state) => States[(int)state];

    public static MemberState State(string text) =>
        Array.IndexOf(States, text) is >= 0 and var index
            ? (MemberState)index
            : throw new StoreException(StoreFault.Damaged, $"The store holds a node in the unknown state '{text}'.");
}
