using EasyEnclave.Node.Development;

namespace EasyEnclave.Tests.Node;

public sealed class DevelopmentAppTests
{
    [Theory]
    [InlineData(null, null, "hello", null)]
    [InlineData("", "", "hello", null)]
    [InlineData("shop", null, "shop", null)]
    [InlineData(null, "http://127.0.0.1:3000", "hello", "http://127.0.0.1:3000")]
    [InlineData("shop", "unix:/run/shop.sock", "shop", "unix:/run/shop.sock")]
    public void TheAgentsVariablesSayWhatIsServed(string? name, string? backend, string app, string? address)
    {
        (DevelopmentApp? read, string errors) = Read(name, backend);

        Assert.Equal((app, address, ""), (read?.Name.Value, read?.Backend?.ToString(), errors));
    }

    [Theory]
    [InlineData("Shop", null, "EE_APP_NAME")]
    [InlineData("admin", null, "EE_APP_NAME")]
    [InlineData(null, "https://127.0.0.1:3000", "EE_BACKEND_URL")]
    [InlineData(null, "127.0.0.1:3000", "EE_BACKEND_URL")]
    public void AFaultNamesItsVariable(string? name, string? backend, string variable)
    {
        (DevelopmentApp? read, string errors) = Read(name, backend);

        Assert.Null(read);
        Assert.StartsWith($"error: {variable}: is not valid; give ", errors);
    }

    [Fact]
    public void BothFaultsAreToldAtOnce() => Assert.Equal(2, Read("Shop", "x").Errors.TrimEnd().Split('\n').Length);

    private static (DevelopmentApp? App, string Errors) Read(string? name, string? backend)
    {
        using StringWriter errors = new();
        DevelopmentApp? app = DevelopmentApp.Read(variable => variable == "EE_APP_NAME" ? name : variable == "EE_BACKEND_URL" ? backend : null, errors);
        return (app, errors.ToString());
    }
}
