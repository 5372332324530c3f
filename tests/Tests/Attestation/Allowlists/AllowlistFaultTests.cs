using System.Text;
using System.Text.RegularExpressions;
using EasyEnclave.Attestation.Allowlists;
using EasyEnclave.Attestation.Binding;
using EasyEnclave.Tests.Architecture;

namespace EasyEnclave.Tests.Attestation.Allowlists;

/// <summary>Every fault of an allowlist and of claims, by its words; beside each the nearest neighbour that has none.</summary>
public sealed partial class AllowlistFaultTests
{
    private const string Good =
        """{"version":"1.1","release_tag":"v1","measurements":{"image":"x","sealed":true},"quote_measurements":{"mrtd":"any","any_of":[{"rtmr0":"any"}]}}""";

    private static readonly string Hash = new('a', 64);

    private static readonly (string Fault, string Old, string Bad, string Neighbour)[] Lists =
    [
        ("not a JSON document of at most 1 MiB", "}]}}", "}]}}x", "}]}} "),
        ("'version' is neither", "1.1", "1.2", "1.1"),
        ("'release_tag' is not the release", "\"v1\"", "\"v2\"", "\"\\u00761\""),
        ("'measurements' is missing or no object", "{\"image\":\"x\",\"sealed\":true}", "[]", "{\"sealed\":true}"),
        ("'quote_measurements' is missing or no object", "quote_measurements", "quote_measurement", "quote_measurements"),
        ("'any_of' is not a list of 1 to 64 sets", "[{\"rtmr0\":\"any\"}]", "[]", "[{}]"),
        ("a set in 'any_of' is no object of registers", "{\"rtmr0\":\"any\"}", "1", "{}"),
        ("'quote_measurements' names something that is no register", "rtmr0", "rtmr4", "rtmr3"),
        ("' is no value of its size", "\"mrtd\":\"any\"", "\"mrtd\":\"Any\"", "\"mrtd\":[]"),
        ("' is stated for all sets and again in one", "rtmr0", "mrtd", "rtmr1"),
    ];

    private static readonly (string Fault, string Bad, string Neighbour)[] Claims =
    [
        ("claims are not a JSON object", "[true]", """{"sealed":true}"""),
        ("a claim is neither text nor a boolean", """{"a":1,"sealed":true}""", """{"a":"1","sealed":true}"""),
        ("a claim's name is not 1 to 64", """{"A":"x","sealed":true}""", """{"a":"x","sealed":true}"""),
        ("a claim's text is too long or not Unicode", $$"""{"a":"{{new string('x', 4097)}}","sealed":true}""", $$"""{"a":"{{new string('x', 4096)}}","sealed":true}"""),
        ("more than 32 claims", Many(33), Many(32)),
        ("the claim 'sealed' is missing or no boolean", """{"sealed":"true"}""", """{"sealed":true}"""),
        ("a file hash is not 64 lowercase hex digits", Original(Hash.ToUpperInvariant(), "x"), Original(Hash, "x")),
        ("vm_image_id is not 1 to 1024 bytes", Original(Hash, ""), Original(Hash, "x")),
    ];

    public static TheoryData<string> ListFaults => [.. Lists.Select(item => item.Fault)];

    public static TheoryData<string> ClaimFaults => [.. Claims.Select(item => item.Fault)];

    [Theory]
    [MemberData(nameof(ListFaults))]
    public void AFaultOfAListIsNamed(string fault)
    {
        var (_, old, bad, neighbour) = Lists.Single(item => item.Fault == fault);

        Assert.Contains(fault, FaultOfList(Good.Replace(old, bad, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("", FaultOfList(Good.Replace(old, neighbour, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(ClaimFaults))]
    public void AFaultOfClaimsIsNamed(string fault)
    {
        var (_, bad, neighbour) = Claims.Single(item => item.Fault == fault);

        Assert.Contains(fault, FaultOfClaims(bad), StringComparison.Ordinal);
        Assert.Equal("", FaultOfClaims(neighbour));
    }

    [Fact]
    public void AClaimMadeTwiceIsNamed()
    {
        var twice = KeyValuePair.Create<string, ClaimValue>("sealed", new ClaimValue.Truth(true));

        Assert.False(EasyEnclave.Attestation.Binding.Claims.TryCreate([twice, twice], out _, out var fault));
        Assert.Equal("a claim is made twice", fault);
    }

    [Fact]
    public void EveryFaultInTheCodeIsHere()
    {
        var sources = SourceTree.Code.Where(file =>
            file.Path.StartsWith("src/Attestation/Allowlists/", StringComparison.Ordinal)
            || file.Path.StartsWith("src/Attestation/Binding/Claims", StringComparison.Ordinal));
        var faults = sources.SelectMany(file => FaultLiteral().Matches(file.Text)).Select(match => match.Groups["fault"].Value.Replace("\\\"", "\"", StringComparison.Ordinal));
        string[] known = [.. Lists.Select(item => item.Fault), .. Claims.Select(item => item.Fault), "a claim is made twice"];

        Assert.DoesNotContain(faults, fault => !known.Any(text => fault.Contains(text, StringComparison.Ordinal)));
    }

    private static string FaultOfList(string json) => Allowlist.TryParse(Encoding.UTF8.GetBytes(json), "v1", out _, out var fault) ? "" : fault;

    private static string FaultOfClaims(string json) =>
        EasyEnclave.Attestation.Binding.Claims.TryParse(Encoding.UTF8.GetBytes(json), out _, out var fault) ? "" : fault;

    private static string Many(int count) =>
        $"{{{string.Concat(Enumerable.Range(1, count - 1).Select(number => $"\"a{number}\":\"x\","))}\"sealed\":true}}";

    private static string Original(string hash, string image) =>
        $$"""{"agent_dir_sha256":"{{hash}}","agent_py_sha256":"{{Hash}}","vm_image_id":"{{image}}","sealed":true}""";

    [GeneratedRegex("""(fault =|"" :) \$?"(?<fault>([^"\\]|\\.)+)";""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FaultLiteral();
}
