using System.Text.Json;
using EasyEnclave.Attestation;
using EasyEnclave.Attestation.Collateral;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Attestation;

/// <summary>One set of the real quotes: the quote, its collateral, and what an independent checker expects of them.</summary>
internal sealed class RealSet
{
    private RealSet(string name, byte[] quote, CollateralBundle collateral, JsonElement expected)
    {
        Name = name;
        Quote = quote;
        Collateral = collateral;
        Expected = expected;
    }

    public string Name { get; }

    public byte[] Quote { get; }

    public CollateralBundle Collateral { get; }

    public JsonElement Expected { get; }

    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(Expected.GetProperty("now").GetInt64());

    /// <summary>The names of all complete sets, as theory data.</summary>
    public static TheoryData<string> Names => [.. RealQuotes.SetsWith("expected.json")];

    public static RealSet Load(string name)
    {
        Assert.True(CollateralBundle.TryParseDocument(RealQuotes.Read(name, "collateral.json"), out var collateral));
        using var expected = JsonDocument.Parse(RealQuotes.Read(name, "expected.json"));
        return new RealSet(name, RealQuotes.Read(name, "quote.bin"), collateral, expected.RootElement.Clone());
    }

    public Verdict Verify(QuoteVerifier verifier) => verifier.Verify(Quote, Collateral, Now);
}
