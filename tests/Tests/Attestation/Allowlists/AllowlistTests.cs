using System.Security.Cryptography;
using System.Text;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Policies;
using EasyEnclave.Attestation.Quotes;
using EasyEnclave.Tests.Attestation.Binding;
using EasyEnclave.Tests.Attestation.Synthetic;

namespace EasyEnclave.Tests.Attestation.Allowlists;

public sealed class AllowlistTests
{
    private static readonly NetworkPolicy Sandbox = NetworkPolicy.Sandbox1(development: false);
    private static readonly NetworkPolicy Forge = NetworkPolicy.Forge1;
    private static readonly TdReport Report = ReadReport();
    private static readonly string Other = new('5', 96);

    [Fact]
    public void AListOfTheOriginalsFormIsReadAndKnownByItsHash()
    {
        var json = List("1.0", All());
        var list = Read(json);

        Assert.Equal(AllowlistVersion.V10, list.Version);
        Assert.Equal("v1", list.ReleaseTag);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json))), list.Sha256);
        Assert.Null(list.CheckPins(Forge));
        Assert.Null(list.Match(Report, Forge));
    }

    [Theory]
    [InlineData("mrtd")]
    [InlineData("rtmr0")]
    [InlineData("rtmr1")]
    [InlineData("rtmr2")]
    [InlineData("rtmr3")]
    public void TheRegisterThatDiffersIsNamed(string name) =>
        Assert.Equal(name, Read(List("1.0", All().With(name, $"\"{Other}\""))).Match(Report, Forge));

    [Fact]
    public void EqualRuntimeRegistersOnForeignFirmwareDoNotPass() =>
        Assert.Equal("mrtd", Read(List("1.0", All().With("mrtd", $"\"{Other}\"").With("rtmr3", $"\"{Other}\""))).Match(Report, Forge));

    [Theory]
    [InlineData("td_attributes", "0000001000000000")]
    [InlineData("xfam", "e702060000000000")]
    public void FurtherRegistersArePinnedInVersion11(string name, string hex)
    {
        var pinned = All().With(name, $"\"{hex}\"");

        Assert.Null(Read(List("1.1", pinned)).Match(Report, Forge));
        Assert.Equal(name, Read(List("1.1", pinned.With(name, "\"ffffffffffffffff\""))).Match(Report, Forge));
        AssertRefused(List("1.0", pinned));
    }

    [Fact]
    public void TheModuleIsPinnedInVersion11()
    {
        var pinned = All().With("mr_seam", Hex(Report.MrSeam));

        Assert.Null(Read(List("1.1", pinned)).Match(Report, Forge));
        Assert.Equal("mr_seam", Read(List("1.1", pinned.With("mr_seam", $"\"{Other}\""))).Match(Report, Forge));
    }

    [Fact]
    public void AListOfValuesAdmitsEachAndNoOther()
    {
        Assert.Null(Read(List("1.1", All().With("mrtd", $"[\"{Other}\",{Hex(Report.Mrtd)}]"))).Match(Report, Forge));
        Assert.Equal("mrtd", Read(List("1.1", All().With("mrtd", $"[\"{Other}\"]"))).Match(Report, Forge));
    }

    [Fact]
    public void AnEmptyListDenies()
    {
        var list = Read(List("1.1", All().With("rtmr2", "[]")));

        Assert.Null(list.CheckPins(Forge));
        Assert.Equal("rtmr2", list.Match(Report, Forge));
    }

    [Fact]
    public void HexIsReadInEitherCase() =>
        Assert.Null(Read(List("1.0", All().With("mrtd", Hex(Report.Mrtd).ToUpperInvariant()))).Match(Report, Forge));

    [Theory]
    [InlineData("mrtd")]
    [InlineData("rtmr1")]
    [InlineData("rtmr2")]
    public void WhatForgePinsMustBePinned(string name)
    {
        Assert.Equal(name, Read(List("1.1", All().Without(name))).CheckPins(Forge));
        Assert.Equal(name, Read(List("1.1", All().With(name, "\"any\""))).CheckPins(Forge));
        Assert.Null(Read(List("1.1", All().Without(name))).CheckPins(Sandbox));
    }

    [Theory]
    [InlineData("rtmr0")]
    [InlineData("rtmr3")]
    public void WhatForgeLeavesOpenMustBeSaidToBeOpen(string name)
    {
        var released = Read(List("1.1", All().With(name, "\"any\"")));

        Assert.Equal(name, Read(List("1.1", All().Without(name))).CheckPins(Forge));
        Assert.Null(released.CheckPins(Forge));
        Assert.Null(released.Match(Report, Forge));
    }

    [Fact]
    public void TheSandboxWantsAnyOneRegisterPinned()
    {
        Assert.Null(Read(List("1.0", Registers("rtmr1", Hex(Report.Rtmr1)))).CheckPins(Sandbox));
        Assert.NotNull(Read(List("1.0", [])).CheckPins(Sandbox));
        Assert.NotNull(Read(List("1.1", Registers("rtmr1", "\"any\""))).CheckPins(Sandbox));
        Assert.NotNull(Read(List("1.1", Registers("xfam", "\"e702060000000000\""))).CheckPins(Sandbox));
    }

    [Fact]
    public void AListOf10WithoutFirmwareIsJudgedByTheNetworksFirmware()
    {
        var list = Read(List("1.0", All().Without("mrtd")));
        var known = Forge with { FirmwareMrtds = new HashSet<string> { Convert.ToHexStringLower(Report.Mrtd.Span) } };
        var other = Forge with { FirmwareMrtds = new HashSet<string> { Other } };

        Assert.Equal("mrtd", list.CheckPins(Forge));
        Assert.Null(list.CheckPins(known));
        Assert.Null(list.Match(Report, known));
        Assert.Equal("mrtd", list.Match(Report, other));
    }

    [Fact]
    public void TheNetworksFirmwareStandsInForNoListOf11AndForNoPin()
    {
        var known = Forge with { FirmwareMrtds = new HashSet<string> { Convert.ToHexStringLower(Report.Mrtd.Span) } };

        Assert.Equal("mrtd", Read(List("1.1", All().Without("mrtd"))).CheckPins(known));
        Assert.Equal("mrtd", Read(List("1.0", All().With("mrtd", $"\"{Other}\""))).Match(Report, known));
    }

    [Fact]
    public void OneOfSeveralSetsMustAdmitAllRegisters()
    {
        var firmware = $"{{\"mrtd\":{Hex(Report.Mrtd)},\"rtmr0\":{Hex(Report.Rtmr0)}}}";
        var foreign = $"{{\"mrtd\":\"{Other}\",\"rtmr0\":\"{Other}\"}}";
        var mixed = $"{{\"mrtd\":{Hex(Report.Mrtd)},\"rtmr0\":\"{Other}\"}}";
        var shared = All().Without("mrtd").Without("rtmr0");

        Assert.Null(Read(List("1.1", shared.With("any_of", $"[{foreign},{firmware}]"))).Match(Report, Forge));
        Assert.Equal("rtmr0", Read(List("1.1", shared.With("any_of", $"[{foreign},{mixed}]"))).Match(Report, Forge));
        Assert.Equal("mrtd", Read(List("1.1", shared.With("any_of", $"[{foreign}]"))).Match(Report, Forge));
        Assert.Null(Read(List("1.1", shared.With("any_of", $"[{foreign},{firmware}]"))).CheckPins(Forge));
        Assert.Equal("rtmr0", Read(List("1.1", shared.With("any_of", $"[{firmware},{{\"mrtd\":\"{Other}\"}}]"))).CheckPins(Forge));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[{\"any_of\":[]}]")]
    [InlineData("[{\"rtmr3\":\"any\"}]")]
    [InlineData("[{\"rtmr4\":\"any\"}]")]
    public void SetsThatAreNoneOrSayTheSameTwiceAreRefused(string anyOf) => AssertRefused(List("1.1", All().With("any_of", anyOf)));

    [Fact]
    public void SetsBelongToVersion11()
    {
        const string Set = "[{\"rtmr0\":\"any\"}]";

        Assert.NotNull(Read(List("1.1", Registers("any_of", Set))));
        AssertRefused(List("1.0", Registers("any_of", Set)));
    }

    [Theory]
    [InlineData("1.0", "\"any\"")]
    [InlineData("1.0", "[]")]
    [InlineData("1.0", "null")]
    [InlineData("1.1", "null")]
    [InlineData("1.1", "\"Any\"")]
    [InlineData("1.1", "\"\"")]
    [InlineData("1.1", "1")]
    [InlineData("1.1", "{}")]
    [InlineData("1.1", "\"00\"")]
    [InlineData("1.1", "[\"any\"]")]
    [InlineData("1.1", "[[]]")]
    [InlineData("1.1", "\"xx\"")]
    public void AValueThatIsNoneIsRefused(string version, string value) => AssertRefused(List(version, All().With("mrtd", value)));

    [Fact]
    public void AnUnknownRegisterIsRefusedSinceItCouldBeAMisspeltPin() =>
        AssertRefused(List("1.1", All().With("mrdt", $"\"{Other}\"")));

    [Fact]
    public void WhatIsNotAnAllowlistOfThisReleaseIsRefused()
    {
        var good = List("1.0", All());

        Assert.NotNull(Read(good));
        Assert.False(Allowlist.TryParse(Encoding.UTF8.GetBytes(good), "v2", out _, out _));
        AssertRefused(good.Replace("\"1.0\"", "\"1.2\"", StringComparison.Ordinal));
        AssertRefused(good.Replace("\"1.0\"", "1.0", StringComparison.Ordinal));
        AssertRefused(good.Replace("\"quote_measurements\"", "\"quote_measurement\"", StringComparison.Ordinal));
        AssertRefused(good.Replace("\"measurements\"", "\"measurement\"", StringComparison.Ordinal));
        AssertRefused(good.Replace("\"sealed\":true", "\"sealed\":\"true\"", StringComparison.Ordinal));
        AssertRefused(good.Replace("\"release_tag\"", "\"release_tag\":\"v1\",\"release_tag\"", StringComparison.Ordinal));
        AssertRefused(good + "x");
        AssertRefused("[]");
        AssertRefused("");
    }

    [Fact]
    public void AListAboveOneMebibyteIsRefused()
    {
        var good = List("1.0", All());

        Assert.True(Allowlist.TryParse(Padded(1024 * 1024), "v1", out _, out _));
        Assert.False(Allowlist.TryParse(Padded(1024 * 1024 + 1), "v1", out _, out _));

        byte[] Padded(int length) => Encoding.UTF8.GetBytes(good.PadRight(length));
    }

    [Fact]
    public void ClaimsAreComparedByNameTypeAndValue()
    {
        var list = Read(List("1.0", All()));

        Assert.Null(list.MatchClaims(ClaimsTests.Read("""{"image":"x","sealed":true}""")));
        Assert.Equal("image", list.MatchClaims(ClaimsTests.Read("""{"image":"y","sealed":true}""")));
        Assert.Equal("sealed", list.MatchClaims(ClaimsTests.Read("""{"image":"x","sealed":false}""")));
        Assert.Equal("more", list.MatchClaims(ClaimsTests.Read("""{"image":"x","more":"x","sealed":true}""")));
        Assert.Equal("image", list.MatchClaims(ClaimsTests.Read("""{"sealed":true}""")));
    }

    private static TdReport ReadReport()
    {
        var bytes = SyntheticPlatform.Platform.Quote(SyntheticPlatform.Td, SyntheticPlatform.ReportData);
        Assert.True(Quote.TryParse(bytes, out var quote, out _));
        return quote.Body;
    }

    private static RegisterTexts All() =>
        [.. TdRegisters.Measured.Select(name => KeyValuePair.Create(name, Hex(Report.Register(name)!.Value)))];

    private static RegisterTexts Registers(string name, string json) => [KeyValuePair.Create(name, json)];

    private static string Hex(ReadOnlyMemory<byte> register) => $"\"{Convert.ToHexStringLower(register.Span)}\"";

    private static string List(string version, RegisterTexts registers) =>
        $$$"""
        {"version":"{{{version}}}","release_tag":"v1","created_at":"2026-01-01T00:00:00Z",
         "measurements":{"image":"x","sealed":true},"report_data":"00",
         "quote_measurements":{{{{registers}}}}}
        """;

    private static Allowlist Read(string json)
    {
        Assert.True(Allowlist.TryParse(Encoding.UTF8.GetBytes(json), "v1", out var list, out var fault), fault);
        return list;
    }

    private static void AssertRefused(string json)
    {
        Assert.False(Allowlist.TryParse(Encoding.UTF8.GetBytes(json), "v1", out _, out var fault));
        Assert.NotEmpty(fault);
    }

    /// <summary>The members of <c>quote_measurements</c> as JSON texts, in order.</summary>
    private sealed class RegisterTexts : List<KeyValuePair<string, string>>
    {
        public RegisterTexts With(string name, string json) => [.. this.Where(pair => pair.Key != name), KeyValuePair.Create(name, json)];

        public RegisterTexts Without(string name) => [.. this.Where(pair => pair.Key != name)];

        public override string ToString() => string.Join(',', this.Select(pair => $"\"{pair.Key}\":{pair.Value}"));
    }
}
