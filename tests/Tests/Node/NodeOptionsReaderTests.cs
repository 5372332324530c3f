using System.Globalization;
using EasyEnclave.Edge.Access;
using EasyEnclave.Node.Options;

namespace EasyEnclave.Tests.Node;

public sealed class NodeOptionsReaderTests
{
    private const string Sha256 = "605fffa18c9de8118d23ddb39776484543b2d38a40743455175924dddfa4be71";

    [Fact]
    public void WithoutASettingAProductionServerListensEverywhereAndLetsNobodyIn()
    {
        NodeOptions options = new Settings().Accepted();

        Assert.Equal(("0.0.0.0:8088", "0.0.0.0:9090"), (options.Control.ToString(), options.Proxy.ToString()));
        Assert.False(options.Development || options.JoinOpen || options.TlsTerminated);
        Assert.True(options.AdminToken is null && options.LauncherToken is null && options.UptimeToken is null && options.NamedTokens.Count == 0);
    }

    [Fact]
    public void TheDefaultThatIsWrittenDownIsTheOneThatHolds() =>
        Assert.All(KnownSettings.All.Where(setting => setting.Default != "-"), setting =>
            Assert.Equal(
                Settings.Of(Beside(setting.Variable)).Accepted().ToString(),
                Settings.Of([.. Beside(setting.Variable), (setting.Variable, setting.Default)]).Accepted().ToString()));

    [Fact]
    public void AnotherNumberThanTheDefaultIsTaken() =>
        Assert.All(KnownSettings.All.Where(setting => int.TryParse(setting.Default, out _)), setting =>
        {
            string other = (int.Parse(setting.Default, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
            Assert.NotEqual(
                Settings.Of(Beside(setting.Variable)).Accepted().ToString(),
                Settings.Of([.. Beside(setting.Variable), (setting.Variable, other)]).Accepted().ToString());
        });

    [Fact]
    public void OfASecretIsShownOnlyThatItIsSet() =>
        Assert.All(KnownSettings.All.Where(setting => setting.Secret), setting =>
        {
            const string secret = "a-secret-of-32-characters-for-all";

            string value = setting.Variable == "EE_DB_URL" ? $"postgres://ee:{secret}@127.0.0.1/ee" : secret;

            string shown = Settings.Of([.. Beside(setting.Variable), (setting.Variable, value)]).Accepted().ToString();

            Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
            Assert.Contains("(set)", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("(set)", new Settings().Accepted().ToString(), StringComparison.Ordinal);
        });

    [Fact]
    public void AllFaultsAreToldAtOnceEachWithItsVariableAndARemedy()
    {
        Settings wrong = Settings.Of(
            ("EE_CONTROL_BIND", "everywhere"),
            ("EE_CONTROL_PORT", "65536"),
            ("EE_PROXY_PORT", "http"),
            ("EE_TLS_CERT", "none.pem"),
            ("EE_TLS_FRONT_SPKI", "abc"),
            ("EE_PUBLIC_PROXY_URL", "apps.example.com"),
            ("EE_APP_DOMAINS", "a b"),
            ("EE_TRUSTED_PROXIES", "10.0.0.0/33"),
            ("EE_ALLOWLIST_DIR", "none/at/all"),
            ("EE_COLLATERAL_DIR", "none/at/all"),
            ("EE_ATTEST_INTERVAL_SEC", "0"),
            ("EE_REGISTRATION_WARN_DAYS", "30"),
            ("EE_APP_JOIN", "maybe"),
            ("EE_ADMIN_TOKEN", "fifteen-letters"),
            ("EE_ADMIN_TOKENS_FILE", "none"),
            ("EE_ADMIN_PORT", "8090"));

        IReadOnlyList<string> faults = (wrong with { Arguments = ["--nonsense"] }).Refused();

        Assert.Equal(
            [
                "EE_ADMIN_PORT", "--nonsense", "EE_CONTROL_BIND", "EE_CONTROL_PORT", "EE_PROXY_PORT", "EE_TLS_CERT", "EE_TLS_FRONT_SPKI", "EE_PUBLIC_PROXY_URL",
                "EE_APP_DOMAINS", "EE_TRUSTED_PROXIES", "EE_ALLOWLIST_DIR", "EE_COLLATERAL_DIR", "EE_ATTEST_INTERVAL_SEC", "EE_APP_JOIN",
                "EE_ADMIN_TOKENS_FILE", "EE_TLS_CERT", "EE_REGISTRATION_WARN_DAYS", "EE_ADMIN_TOKEN",
            ],
            faults.Select(fault => fault.Split(':')[0]));
        Assert.All(faults, fault => Assert.Matches("must be|check|unset|make it|both or neither|less than|use at least|see --help", fault));
        Assert.DoesNotContain(faults, fault => fault.Contains("fifteen-letters", StringComparison.Ordinal));
    }

    [Fact]
    public void ASharedStoreNeedsAKeyFileAndASecret()
    {
        (string, string?)[] whole =
        [
            ("EE_DB_URL", "postgres://ee@127.0.0.1/ee"), ("EE_KEY_FILE", "cluster.key"), ("EE_CLUSTER_SECRET", new string('s', 32)),
            ("EE_CLUSTER_ADVERTISE", "node-a:8089"),
        ];

        ClusterOptions cluster = Settings.Of(whole).Accepted().Cluster!;

        Assert.Equal(("node-a:8089", 8089), (cluster.Advertise, cluster.Listen.Port));
        Assert.DoesNotContain("sss", cluster.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("postgres", cluster.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("EE_KEY_FILE: ", Assert.Single(Settings.Of([whole[0], whole[2], whole[3]]).Refused()));
        Assert.StartsWith("EE_CLUSTER_SECRET: ", Assert.Single(Settings.Of([whole[0], whole[1], whole[3]]).Refused()));
        Assert.StartsWith("EE_CLUSTER_SECRET: ", Assert.Single(Settings.Of([whole[1], whole[2]]).Refused()));
        Assert.StartsWith("EE_DB_PATH: ", Assert.Single(Settings.Of([.. whole, ("EE_DB_PATH", "a.db")]).Refused()));
    }

    [Theory]
    [InlineData("node-a:8089", true)]
    [InlineData("10.0.0.5:8089", true)]
    [InlineData("node-a", false)]
    [InlineData("https://node-a:8089", false)]
    [InlineData("node a:8089", false)]
    [InlineData("node-a:0x1", false)]
    public void ANodeIsReachedAtAHostAndAPort(string advertise, bool taken)
    {
        Settings settings = Settings.Of(
            ("EE_DB_URL", "postgres://ee@127.0.0.1/ee"), ("EE_KEY_FILE", "cluster.key"), ("EE_CLUSTER_SECRET", new string('s', 32)),
            ("EE_CLUSTER_BIND", "0.0.0.0"), ("EE_CLUSTER_ADVERTISE", advertise));

        if (taken)
        {
            Assert.Equal(advertise, settings.Accepted().Cluster!.Advertise);
        }
        else
        {
            Assert.StartsWith("EE_CLUSTER_ADVERTISE: ", Assert.Single(settings.Refused()));
        }
    }

    [Fact]
    public void ACertificateAndItsKeyBelongTogether()
    {
        using SettingsFile file = new("PEM");

        Assert.StartsWith("EE_TLS_CERT: and EE_TLS_KEY", Assert.Single(Settings.Of(("EE_TLS_CERT", file.Path)).Refused()));
        Assert.StartsWith("EE_TLS_CERT: and EE_TLS_KEY", Assert.Single(Settings.Of(("EE_TLS_KEY", file.Path)).Refused()));
        Assert.Equal(file.Path, Settings.Of(("EE_TLS_CERT", file.Path), ("EE_TLS_KEY", file.Path)).Accepted().TlsCertificate);
    }

    [Theory]
    [InlineData("EE_ADMIN_TOKEN")]
    [InlineData("EE_LAUNCHER_TOKEN")]
    [InlineData("EE_UPTIME_TOKEN")]
    public void ATokenHasSixteenCharacters(string variable)
    {
        Assert.StartsWith(variable + ": is too short", Assert.Single(Settings.Of((variable, new string('x', 15))).Refused()));
        Settings.Of((variable, new string('x', 16))).Accepted();
    }

    [Fact]
    public void TenantsContentHasAListenerOfItsOwn()
    {
        Assert.StartsWith("EE_PROXY_PORT: ", Assert.Single(Settings.Of(("EE_PROXY_PORT", "8088")).Refused()));
        Settings.Of(("EE_PROXY_PORT", "8088"), ("EE_PROXY_BIND", "127.0.0.1")).Accepted();
        Settings.Of(("EE_CONTROL_PORT", "0"), ("EE_PROXY_PORT", "0")).Accepted();
    }

    [Fact]
    public void AWarningComesBeforeTheEnd()
    {
        Assert.StartsWith("EE_REGISTRATION_WARN_DAYS: ", Assert.Single(Settings.Of(("EE_REGISTRATION_TTL_DAYS", "3")).Refused()));
        Settings.Of(("EE_REGISTRATION_TTL_DAYS", "4")).Accepted();
    }

    [Fact]
    public void ListsAreReadByTheirCommasAndInLowerCase()
    {
        NodeOptions options = Settings.Of(
            ("EE_APP_DOMAINS", " Apps.Example.com. , b.example"),
            ("EE_TLS_FRONT_SPKI", Sha256.ToUpperInvariant()),
            ("EE_TRUSTED_PROXIES", "loopback, 10.0.0.0/8"),
            ("EE_PUBLIC_PROXY_URL", "https://apps.example.com")).Accepted();

        Assert.Equal(["apps.example.com", "b.example"], options.AppDomains);
        Assert.Equal([Sha256], options.FrontKeys);
        Assert.True(options.TrustedProxies.Contains(System.Net.IPAddress.Parse("10.1.2.3")) && !options.TrustedProxies.Contains(System.Net.IPAddress.Parse("11.1.2.3")));
        Assert.Equal("https", options.PublicProxyUrl!.Scheme);
    }

    [Fact]
    public void NamedTokensComeFromTheirFileOrTheirLinesAreTold()
    {
        using SettingsFile good = new($"# on call\nada {Sha256}\nlaunch {Sha256.Replace('6', '7')} launcher\n");
        using SettingsFile bad = new($"ada {Sha256}\nagent {Sha256}\n");

        Assert.Equal(
            [("ada", AccessRole.Admin), ("launch", AccessRole.Launcher)],
            Settings.Of(("EE_ADMIN_TOKENS_FILE", good.Path)).Accepted().NamedTokens.Select(token => (token.Actor, token.Role)));
        Assert.StartsWith("EE_ADMIN_TOKENS_FILE: line 2: ", Assert.Single(Settings.Of(("EE_ADMIN_TOKENS_FILE", bad.Path)).Refused()));
    }

    [Theory]
    [InlineData("platform", null)]
    [InlineData(null, "verb")]
    [InlineData("platform", "verb")]
    public void DevelopmentModeStaysOnThisMachineAndTakesNewAgents(string? variable, string? verb)
    {
        NodeOptions options = Settings.Of(("EE_DEV_PLATFORM", variable)).Accepted(verb);

        Assert.True(options.Development && options.JoinOpen);
        Assert.Equal(("127.0.0.1:8088", "127.0.0.1:9090"), (options.Control.ToString(), options.Proxy.ToString()));
        Assert.Equal(variable ?? verb, options.DevelopmentPlatform);
    }

    [Theory]
    [InlineData("EE_CONTROL_BIND", "0.0.0.0", false)]
    [InlineData("EE_PROXY_BIND", "0.0.0.0", false)]
    [InlineData("EE_PROXY_BIND", "192.0.2.1", false)]
    [InlineData("EE_CONTROL_BIND", "127.0.0.2", true)]
    [InlineData("EE_PROXY_BIND", "localhost", true)]
    [InlineData("EE_CONTROL_BIND", "::1", true)]
    public void DevelopmentModeOnAnotherAddressIsRefusedUnlessAllowed(string variable, string address, bool taken)
    {
        Settings development = Settings.Of(("EE_DEV_PLATFORM", "platform"), (variable, address));
        Settings allowed = Settings.Of(("EE_DEV_PLATFORM", "platform"), (variable, address), ("EE_DEV_ALLOW_REMOTE", "yes"));

        Assert.True(allowed.Accepted().Development);
        if (taken)
            development.Accepted();
        else
            Assert.StartsWith("EE_DEV_ALLOW_REMOTE: ", Assert.Single(development.Refused()));
    }

    [Fact]
    public void ApprovalCanBeAskedForInDevelopmentModeToo()
    {
        Assert.False(Settings.Of(("EE_APP_JOIN", "approve")).Accepted("platform").JoinOpen);
        Assert.True(Settings.Of(("EE_APP_JOIN", "open")).Accepted().JoinOpen);
    }

    // What makes a node one of several is taken as a whole or not at all.
    private static (string Name, string? Value)[] Beside(string variable) =>
        variable != "EE_DB_URL" && !variable.StartsWith("EE_CLUSTER_", StringComparison.Ordinal)
            ? []
            : [.. new (string Name, string? Value)[]
            {
                ("EE_DB_URL", "postgres://ee@127.0.0.1/ee"), ("EE_KEY_FILE", "cluster.key"), ("EE_CLUSTER_SECRET", new string('s', 32)),
            }.Where(other => other.Name != variable)];
}
