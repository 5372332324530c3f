using System.Text;
using EasyEnclave.Attestation.Json;
using EasyEnclave.Attestation.Policies;

namespace EasyEnclave.Tests.Attestation.Json;

/// <summary>JSON that is read strictly: what it holds can be asked for without a throw.</summary>
public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("""{"a":1}""", true)]
    [InlineData("""{"a":1} """, true)]
    [InlineData("""{"ä":"€"}""", true)]
    [InlineData("""{"a":1,"a":1}""", false)]
    [InlineData("""{"a":1,"\u0061":1}""", false)]
    [InlineData("""{"\ud800":1,"a":1}""", false)]
    [InlineData("""{"a":1,}""", false)]
    [InlineData("""{"a":1}{}""", false)]
    [InlineData("""{"a":/**/1}""", false)]
    [InlineData("""{"a":[[1]]}""", false)]
    [InlineData("", false)]
    public void OnlyWhatMeansOneThingIsRead(string json, bool read) => Assert.Equal(read, Reads(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("7b2261c3a4223a317d", true)]
    [InlineData("7b2261c3223a317d", false)]
    [InlineData("7b2261bc223a317d", false)]
    [InlineData("7b2261c080223a317d", false)]
    [InlineData("7b2261eda080223a317d", false)]
    [InlineData("7b2261223a22bc227d", false)]
    [InlineData("efbbbf7b2261223a317d", false)]
    public void BytesThatAreNoUtf8AreRefused(string hex, bool read) => Assert.Equal(read, Reads(Convert.FromHexString(hex)));

    [Fact]
    public void AByteMoreThanAllowedIsRefused()
    {
        Assert.True(StrictJson.TryParse("{  }"u8.ToArray(), maxBytes: 4, maxDepth: 2, out _));
        Assert.False(StrictJson.TryParse("{  } "u8.ToArray(), maxBytes: 4, maxDepth: 2, out _));
    }

    [Fact]
    public void AFileOfNetworksWithANameThatIsNoUtf8IsAFaultAndNoThrow()
    {
        byte[] json =
        [
            .. """{"version":"1","networks":[{"name":"mine","tcb_grace_days":{"Config"""u8, 0xbc, .. "\":30}}]}"u8,
        ];

        Assert.False(NetworksFile.TryRead(json, development: false, out _, out var faults));
        Assert.NotEmpty(faults);
    }

    private static bool Reads(byte[] json) => StrictJson.TryParse(json, maxBytes: 1000, maxDepth: 2, out _);
}
