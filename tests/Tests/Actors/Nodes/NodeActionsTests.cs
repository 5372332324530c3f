using EasyEnclave.Actors.Keys;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Actors.Nodes;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Tests.Actors.Ledger;
using EasyEnclave.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EasyEnclave.Tests.Actors.Nodes;

/// <summary>Orders about nodes on the way into the store.</summary>
public sealed class NodeActionsTests
{
    private static readonly NodeId Node = NodeId.Parse("n1");

    [Fact]
    public async Task WhatWasWrittenWhileNobodyHeardOfItIsKnownOnceItIsAskedAgain()
    {
        await using MemoryStore store = new();
        ManualTime time = new();
        await using LedgerWriter writer = new(
            store, await store.JoinAsync(ILedgerStore.Log, time.Now, CancellationToken.None), time, NullLogger<LedgerWriter>.Instance);
        using SealingKey key = new(new byte[SealingKey.Length]);
        NodeDirectory heard = new();
        NodeDirectory deaf = new();
        using NodeActions first = new(new NodeServices(heard, writer, store, key, NodeRules.Default, time));
        using NodeActions second = new(new NodeServices(deaf, writer, store, key, NodeRules.Default, time));

        NodeOutcome.Done done = Assert.IsType<NodeOutcome.Done>(await RegisterAsync(first));
        Assert.NotNull(done.Token);
        Assert.Null(deaf.Find(Node));

        NodeOutcome.Done again = Assert.IsType<NodeOutcome.Done>(await RegisterAsync(second));
        Assert.Equal((true, null), (again.Replayed, again.Token));
        Assert.Equal(done.Answer.ToArray(), again.Answer.ToArray());
        Assert.Equal(Node, deaf.FindByToken(NodeToken.Hash(done.Token), time.Now));
    }

    private static Task<NodeOutcome> RegisterAsync(NodeActions actions) => actions.RegisterAsync(
        new NodeRegistration { Node = Node }, byNode: false, Books.Request("k"), "admin", (_, _) => [1, 2, 3], CancellationToken.None);
}
