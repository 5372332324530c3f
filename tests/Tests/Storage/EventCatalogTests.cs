using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using EasyEnclave.Actors.Agents;
using EasyEnclave.Actors.Apps;
using EasyEnclave.Actors.Store;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage;

namespace EasyEnclave.Tests.Storage;

public sealed class EventCatalogTests
{
    public static TheoryData<string> Names => [.. GoldenEvents.All.Keys];

    [Fact]
    public void EveryEventThereIsHasAName()
    {
        var types = typeof(DomainEvent).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DomainEvent)));

        Assert.Equal(
            types.Select(type => type.FullName).Order(),
            EventCatalog.Current.Kinds.Select(kind => kind.Json.Type.FullName).Order());
    }

    [Fact]
    public void EveryNameHasAGoldenBody() =>
        Assert.Equal(GoldenEvents.All.Keys.Order(), EventCatalog.Current.Kinds.Select(kind => kind.Name).Order());

    /// <summary>These texts lie in files out there: a change of one needs a new version and an upcast, never a new text here.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ABodyIsWrittenAsItAlwaysWas(string name)
    {
        var (body, json) = GoldenEvents.All[name];
        var buffer = new ArrayBufferWriter<byte>();

        var kind = EventCatalog.Current.Write(body, buffer);

        Assert.Equal((name, 1), (kind.Name, kind.Version));
        Assert.Equal(json, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AWrittenBodyIsReadBack(string name)
    {
        var (body, json) = GoldenEvents.All[name];

        var read = EventCatalog.Current.Read(name, 1, Encoding.UTF8.GetBytes(json));

        Assert.IsType(body.GetType(), read);
        var buffer = new ArrayBufferWriter<byte>();
        EventCatalog.Current.Write(read, buffer);
        Assert.Equal(json, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void WhatAnAttestationKeepsOfItsEvidenceIsReadBack()
    {
        var facts = Samples.Facts with
        {
            AppraisedAt = Samples.Facts.At,
            ClaimsSha256 = "aa",
            CollateralSha256 = "bb",
            PolicySha256 = "cc",
            PckCa = "platform",
            Challenge = new ChallengeFacts("00", "register", "-"),
        };
        var buffer = new ArrayBufferWriter<byte>();
        EventCatalog.Current.Write(new AgentEvent.Reattested(facts), buffer);

        var read = Assert.IsType<AgentEvent.Reattested>(EventCatalog.Current.Read("agent.reattested", 1, buffer.WrittenSpan)).Facts;

        Assert.Equal(facts with { Advisories = read.Advisories }, read);
    }

    [Theory]
    [InlineData("agent.vanished", 1, "{}")]
    [InlineData("Agent.Approved", 1, "{\"reason\":\"x\"}")]
    [InlineData("agent.approved", 0, "{\"reason\":\"x\"}")]
    [InlineData("agent.approved", 2, "{\"reason\":\"x\"}")]
    [InlineData("agent.approved", 1, "{}")]
    [InlineData("agent.approved", 1, "{\"reason\":null}")]
    [InlineData("agent.approved", 1, "{\"reason\":\"x\"")]
    [InlineData("agent.approved", 1, "")]
    [InlineData("ban.set", 1, "{\"scope\":0,\"value\":\"a\",\"reason\":\"x\"}")]
    public void WhatCannotBeReadIsToldAsDamage(string name, int version, string json)
    {
        var fault = Assert.Throws<StoreException>(() => EventCatalog.Current.Read(name, version, Encoding.UTF8.GetBytes(json)));

        Assert.Equal(StoreFault.Damaged, fault.Fault);
        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOlderBodyIsBroughtUpToDateStepByStep()
    {
        var catalog = new EventCatalog([new EventKind("app.released", StoreJson.Default.Released, RenameWhy, AddApp)]);

        Assert.Equal(Released("hello", "moved"), catalog.Read("app.released", 1, "{\"why\":\"moved\"}"u8));
        Assert.Equal(Released("hello", "moved"), catalog.Read("app.released", 2, "{\"reason\":\"moved\"}"u8));
        Assert.Equal(Released("other", "moved"), catalog.Read("app.released", 3, "{\"app\":\"other\",\"reason\":\"moved\"}"u8));
        Assert.Throws<StoreException>(() => catalog.Read("app.released", 4, "{\"app\":\"other\",\"reason\":\"moved\"}"u8));
        Assert.Throws<StoreException>(() => catalog.Read("app.released", 1, "[]"u8));

        static JsonObject RenameWhy(JsonObject body) => new() { ["reason"] = body["why"]?.DeepClone() };

        static JsonObject AddApp(JsonObject body) => new() { ["app"] = "hello", ["reason"] = body["reason"]?.DeepClone() };

        static AppEvent.Released Released(string app, string reason) => new(AppName.Parse(app), reason);
    }
}
