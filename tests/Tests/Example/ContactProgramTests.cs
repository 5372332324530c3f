using EasyEnclave.ContactDiscovery;

namespace EasyEnclave.Tests.Example;

public sealed class ContactProgramTests
{
    [Fact]
    public async Task WithoutATokenItDoesNotStart()
    {
        (int code, string errors) = await RunAsync([]);

        Assert.Equal(2, code);
        Assert.Contains("error: CONTACT_API_TOKEN: holds no token", errors);
    }

    [Fact]
    public async Task AnAddressThatIsTakenIsToldInOneLine()
    {
        await using TestContacts other = await TestContacts.StartAsync();

        (int code, string errors) = await RunAsync(
            [], ("CONTACT_API_TOKEN", "0123456789abcdef"), ("CONTACT_PORT", new Uri(other.Address).Port.ToString()));

        Assert.Equal(1, code);
        Assert.StartsWith("error: cannot listen on http://127.0.0.1:", errors);
        Assert.Single(errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task HealthIsAskedOfAServiceWithTheSameSettings()
    {
        TestContacts running = await TestContacts.StartAsync();
        (string, string) port = ("CONTACT_PORT", new Uri(running.Address).Port.ToString());

        Assert.Equal(0, (await RunAsync(["health"], port)).Code);
        Assert.Equal(0, (await RunAsync(["health"], port, ("CONTACT_HOST", "0.0.0.0"))).Code);
        await running.DisposeAsync();
        Assert.Equal(1, (await RunAsync(["health"], port)).Code);
    }

    [Fact]
    public async Task AnythingElseIsWrongUsage() => Assert.Equal(2, (await RunAsync(["--token", "x"])).Code);

    private static async Task<(int Code, string Errors)> RunAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = await ContactProgram.RunAsync(arguments, name => variables.FirstOrDefault(variable => variable.Name == name).Value, output, errors);
        return (code, errors.ToString());
    }
}
