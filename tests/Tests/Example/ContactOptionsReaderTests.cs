using System.Net;
using EasyEnclave.ContactDiscovery;

namespace EasyEnclave.Tests.Example;

public sealed class ContactOptionsReaderTests
{
    private const string Token = "0123456789abcdef";

    [Fact]
    public void WithATokenAloneItListensOnLoopback()
    {
        ContactOptions options = Taken(("CONTACT_API_TOKEN", Token));

        Assert.Equal(new ListenAddress.Tcp(IPAddress.Loopback, 8080), options.Address);
        Assert.Equal([Token], options.Tokens);
        Assert.Equal((10_000, 1_000_000), (options.NumbersPerHour, options.NumbersMax));
        Assert.DoesNotContain(Token, options.ToString());
    }

    [Fact]
    public void EverythingCanBeSet()
    {
        ContactOptions tcp = Taken(
            ("CONTACT_API_TOKEN", Token), ("CONTACT_HOST", "::1"), ("CONTACT_PORT", "0"), ("CONTACT_NUMBERS_PER_HOUR", "1000"), ("CONTACT_NUMBERS_MAX", "5"));
        ContactOptions socket = Taken(("CONTACT_API_TOKEN", Token), ("CONTACT_SOCKET", "/run/contact.sock"), ("CONTACT_HOST", ""));

        Assert.Equal(new ListenAddress.Tcp(IPAddress.IPv6Loopback, 0), tcp.Address);
        Assert.Equal((1000, 5), (tcp.NumbersPerHour, tcp.NumbersMax));
        Assert.Equal(new ListenAddress.Socket("/run/contact.sock"), socket.Address);
    }

    [Fact]
    public void AFileHoldsATokenALine()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, $"{Token}\n\n  another-token-of-the-file \r\n");

        ContactOptions options = Taken(("CONTACT_API_TOKEN_FILE", file));

        Assert.Equal([Token, "another-token-of-the-file"], options.Tokens);
        File.Delete(file);
    }

    [Theory]
    [InlineData("CONTACT_API_TOKEN", "")]
    [InlineData("CONTACT_API_TOKEN", "   ")]
    [InlineData("CONTACT_API_TOKEN", "0123456789abcde")]
    [InlineData("CONTACT_API_TOKEN", "with a blank inside it")]
    [InlineData("CONTACT_API_TOKEN_FILE", "no/such/file")]
    [InlineData("CONTACT_HOST", "example.com")]
    [InlineData("CONTACT_PORT", "65536")]
    [InlineData("CONTACT_PORT", "-1")]
    [InlineData("CONTACT_SOCKET", "contact.sock")]
    [InlineData("CONTACT_NUMBERS_PER_HOUR", "999")]
    [InlineData("CONTACT_NUMBERS_MAX", "0")]
    [InlineData("CONTACT_NUMBERS_MAX", "1e3")]
    public void AFaultNamesItsVariable(string name, string value)
    {
        (_, IReadOnlyList<string> faults) = name.StartsWith("CONTACT_API", StringComparison.Ordinal)
            ? Read((name, value))
            : Read(("CONTACT_API_TOKEN", Token), (name, value));

        Assert.Contains(faults, fault => fault.StartsWith(name + ": ", StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Contains(Token, StringComparison.Ordinal));
    }

    [Fact]
    public void AllFaultsAreToldAtOnce() =>
        Assert.Equal(3, Read(("CONTACT_PORT", "x"), ("CONTACT_HOST", "x")).Faults.Count);

    [Fact]
    public void TwoWaysToSayOneThingAreAFault()
    {
        Assert.Single(Read(("CONTACT_API_TOKEN", Token), ("CONTACT_SOCKET", "/run/a"), ("CONTACT_PORT", "1")).Faults);
        Assert.Contains("CONTACT_API_TOKEN_FILE: cannot stand beside", Read(("CONTACT_API_TOKEN", Token), ("CONTACT_API_TOKEN_FILE", "/run/a")).Faults[0]);
    }

    private static ContactOptions Taken(params (string Name, string Value)[] variables)
    {
        (ContactOptions options, IReadOnlyList<string> faults) = Read(variables);
        Assert.Empty(faults);
        return options;
    }

    private static (ContactOptions Options, IReadOnlyList<string> Faults) Read(params (string Name, string Value)[] variables) =>
        ContactOptionsReader.Read(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
