using EasyEnclave.Protocol.Ids;
using EasyEnclave.Protocol.Rest;

namespace EasyEnclave.Tests.Protocol.Money;

/// <summary>The names of accounts, keys, commands and transfers, and the instants beside them.</summary>
public sealed class LedgerIdTests
{
    [Theory]
    [InlineData("alice", AccountKind.User)]
    [InlineData("a.b-c_d@example.com", AccountKind.User)]
    [InlineData("provider:node-1", AccountKind.Provider)]
    [InlineData("stake:node:1", AccountKind.Stake)]
    [InlineData("external:card", AccountKind.External)]
    [InlineData("treasury:", AccountKind.Treasury)]
    public void AnAccountIsOfAKind(string text, AccountKind kind)
    {
        Assert.True(AccountId.TryParse(text, out AccountId id));
        Assert.Equal((kind, text), (id.Kind, id.Value));
        Assert.Equal(kind == AccountKind.User, AccountId.TryParseUser(text, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("al ice")]
    [InlineData("älice")]
    [InlineData("alice\n")]
    [InlineData("provider:")]
    [InlineData("stake:")]
    [InlineData("external:")]
    [InlineData("external:CARD")]
    [InlineData("treasury:mine")]
    [InlineData("Provider:node-1")]
    [InlineData("mint:me")]
    public void EverythingElseIsNoAccount(string text) => Assert.False(AccountId.TryParse(text, out _));

    [Fact]
    public void AnAccountIsAsLongAsItMayBe()
    {
        Assert.True(AccountId.TryParse(new string('a', 128), out _));
        Assert.False(AccountId.TryParse(new string('a', 129), out _));
    }

    [Fact]
    public void SystemAccountsNameTheirNode()
    {
        var node = NodeId.Parse("n:1");

        Assert.Equal(AccountId.Parse("provider:n:1"), AccountId.Provider(node));
        Assert.Equal(node, AccountId.Stake(node).Node);
        Assert.Null(AccountId.Treasury.Node);
        Assert.Null(AccountId.Parse("alice").Node);
    }

    [Theory]
    [InlineData("k", true)]
    [InlineData("order 7/ß", false)]
    [InlineData("order 7", true)]
    [InlineData(" k", false)]
    [InlineData("k ", false)]
    [InlineData("", false)]
    [InlineData("a\tb", false)]
    public void AKeyIsPrintableAscii(string text, bool valid) => Assert.Equal(valid, IdempotencyKey.TryParse(text, out _));

    [Fact]
    public void AKeyIsAsLongAsItMayBe()
    {
        Assert.True(IdempotencyKey.TryParse(new string('k', 255), out _));
        Assert.False(IdempotencyKey.TryParse(new string('k', 256), out _));
    }

    [Fact]
    public void ACommandIsItsCredentialAndItsKey()
    {
        CommandId id = CommandId.Derive("admin", "k");

        Assert.Equal(id, CommandId.Derive("admin", "k"));
        Assert.NotEqual(id, CommandId.Derive("admin", "l"));
        Assert.NotEqual(id, CommandId.Derive("admi", "nk"));
        Assert.Equal(UInt128.Zero, id.Value & ushort.MaxValue);
        // For ever: stored ids must stay the ids of their keys.
        Assert.Equal("75113c05dc63e31e20624d307dcd0007", CommandId.Derive("admin", "k").Transfer(7).Value);
        Assert.Equal(id, CommandId.Derive("admin", new string('k', 1)));
        Assert.NotEqual(CommandId.Derive("admin", new string('k', 600)), CommandId.Derive("admin", new string('k', 601)));
    }

    [Fact]
    public void ATransferNamesItsCommandAndItsPlace()
    {
        CommandId command = CommandId.Derive("admin", "k");
        TransferId third = command.Transfer(3);

        Assert.Equal((command, 3), (third.Command, third.Place));
        Assert.Equal(third, TransferId.Parse(third.Value));
        Assert.False(TransferId.TryParse(third.Value.ToUpperInvariant(), out _));
        Assert.False(TransferId.TryParse(third.Value[1..], out _));
        Assert.Throws<OverflowException>(() => command.Transfer(65536));
    }

    [Theory]
    [InlineData("2026-11-22T14:00:00Z", true)]
    [InlineData("2026-11-22T14:00:00.123456Z", true)]
    [InlineData("2026-11-22T16:00:00+02:00", true)]
    [InlineData("2026-11-22T14:00:00", false)]
    [InlineData("2026-11-22T14:00:00.1234567890Z", false)]
    [InlineData("2026-11-22 14:00:00Z", false)]
    [InlineData("2026-11-22T14:00Z", false)]
    [InlineData("2026-11-22", false)]
    [InlineData("banana", false)]
    [InlineData("9999-12-31T23:59:59Z", false)]
    [InlineData("0001-01-01T00:00:00Z", false)]
    public void AnInstantHasAnOffset(string text, bool valid) => Assert.Equal(valid, Instants.TryParse(text, out _));

    [Fact]
    public void InstantsOfTwoOffsetsAreOne()
    {
        Assert.True(Instants.TryParse("2026-11-22T14:00:00Z", out var utc));
        Assert.True(Instants.TryParse("2026-11-22T16:00:00+02:00", out var east));
        Assert.Equal((utc, TimeSpan.Zero), (east, east.Offset));
    }
}
