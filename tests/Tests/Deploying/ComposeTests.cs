using System.Diagnostics;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Deploying;

/// <summary>The compose files, held to images, programs and themselves; and each rule, held to a file that breaks it.</summary>
public sealed class ComposeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ee-compose-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("compose.yml", "control-plane demo example contacts")]
    [InlineData("compose.cluster.yml", "node-1 node-2 node-3 db front")]
    public void TheFileFits(string name, string services)
    {
        string text = Read(name);

        Assert.Equal("", string.Join('\n', ComposeLint.Faults(text)));
        Assert.All(services.Split(' '), service => Assert.True(Yaml.Documents(text).Single()["services"][service].Exists, service));
    }

    [Theory]
    [InlineData("postgres:17.6-bookworm", "postgres:latest", "db: postgres:latest names no version")]
    [InlineData("postgres:17.6-bookworm", "postgres:17", "a tag that moves")]
    [InlineData("control-plane:1.0.0", "control-plane:0.9.0", "is not of version")]
    [InlineData("dockerfile: docker/Dockerfile", "dockerfile: Dockerfile", "it is built by 'Dockerfile'")]
    [InlineData("context: ..,", "context: .,", "built from another folder")]
    [InlineData("read_only: true", "read_only: false", "its root can be written")]
    [InlineData("cap_drop: [ALL]", "cap_drop: [NET_RAW]", "it keeps capabilities")]
    [InlineData("no-new-privileges:true", "seccomp=unconfined", "it may gain privileges")]
    [InlineData("  user: \"1654:1654\"", "  user: \"0:0\"", "its user is '0:0'")]
    [InlineData("  pids_limit: 512", "  privileged: true", "let out of its container")]
    [InlineData("tmpfs: [\"/tmp:rw,noexec", "tmpfs: [\"/tmp:rw,exec", "no /tmp that runs nothing")]
    [InlineData("stop_grace_period: 30s", "stop_grace_period: 10s", "it is killed after 10 s")]
    [InlineData("EE_CLUSTER_BIND:", "EE_CLUSTER_BINDING:", "EE_CLUSTER_BINDING is no variable")]
    [InlineData("EE_CLUSTER_PORT: \"8089\"", "EE_CLUSTER_PORT: \"8090\"", "EE_CLUSTER_PORT is 8090 where the rest says 8089")]
    [InlineData("EE_ADMIN_TOKEN_FILE: /run/secrets/admin_token", "EE_ADMIN_TOKEN: open-sesame", "EE_ADMIN_TOKEN is a secret")]
    [InlineData("EE_ADMIN_TOKEN_FILE: /run/secrets/admin_token", "EE_ADMIN_TOKEN_FILE: /etc/token", "which is no secret's place")]
    [InlineData("EE_DB_URL_FILE: /run/secrets/db_url", "EE_DB_URL_FILE: /run/secrets/database", "is given no such secret")]
    [InlineData("db_url, node_key]", "db_url, node_key, tls_key]", "tls_key is given and not used")]
    [InlineData("  db_url: { file: ./secrets/db_url }", "", "there is no secret db_url")]
    [InlineData("./secrets/db_url", "./db_url", "git leaves out")]
    [InlineData("expose: [\"8088\", \"8089\", \"9090\"]", "ports: [\"8089:8089\"]", "the listener between nodes is published")]
    [InlineData("expose: [\"8088\", \"8089\", \"9090\"]", "expose: [\"8080\"]", "nothing listens on 8080")]
    [InlineData("\"/app/EasyEnclave.Node\", \"health\"", "\"curl\", \"http://127.0.0.1:8088/health\"", "its health check is")]
    [InlineData("\"health\"]", "\"ping\"]", "its health check is")]
    [InlineData("./nginx.conf:", "./front.conf:", "there is no ./front.conf to mount")]
    [InlineData("\n  db:\n\nsecrets", "\n  base:\n\nsecrets", "there is no db to mount")]
    [InlineData("condition: service_healthy } }\n", "condition: service_healthy }, cache: {} }\n", "there is no service cache")]
    [InlineData("networks: [inside]", "networks: [within]", "there is no network within")]
    [InlineData("${EE_ALLOWED_OWNERS:-}", "${EE_OWNERS:-}", "EE_OWNERS is no variable")]
    public void AFileWithAFaultIsFound(string right, string wrong, string fault)
    {
        string good = Read("compose.cluster.yml");
        Assert.Contains(right, good, StringComparison.Ordinal);

        Assert.Contains(ComposeLint.Faults(good.Replace(right, wrong, StringComparison.Ordinal)), found => found.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void AVerbThatDoesNotExistIsFound() =>
        Assert.Contains("demo: EasyEnclave.Node has no verb develop", ComposeLint.Faults(Read("compose.yml").Replace("[dev]", "[develop]", StringComparison.Ordinal)));

    [Fact]
    public void TheDemoIsPublishedOnLoopbackAlone() =>
        Assert.All(Yaml.Documents(Read("compose.yml")).Single()["services"]["demo"]["ports"].Texts, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

    [Fact]
    public void NoSecretOfComposeIsEverCommitted() => Assert.Contains("docker/secrets/", File.ReadAllLines(Path.Combine(Repository.Root, ".gitignore")));

    [Fact]
    public async Task TheClustersFrontIsNginxsOwnFileWithTheNodesAndTheDomainInIt()
    {
        // The container's own command, as its shell would run it, up to where nginx starts.
        string written = Path.Combine(_folder, "nginx.conf");
        string command = Yaml.Documents(Read("compose.cluster.yml")).Single()["services"]["front"]["command"].Texts.Single()
            .Replace("$$", "$", StringComparison.Ordinal)
            .Replace("/etc/easyenclave/nginx.conf", Path.Combine(Repository.Root, "docker", "nginx.conf"), StringComparison.Ordinal)
            .Replace("/tmp/nginx.conf", written, StringComparison.Ordinal)
            .Split("exec nginx")[0];
        ProcessStartInfo start = new("/bin/sh", ["-euc", command]) { UseShellExecute = false };
        start.Environment["DOMAIN"] = "acme.test";
        using Process shell = Process.Start(start)!;
        await shell.WaitForExitAsync();

        string made = await File.ReadAllTextAsync(written);
        Assert.Equal(0, shell.ExitCode);
        Assert.DoesNotContain("example", made, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", made, StringComparison.Ordinal);
        Assert.Contains(@"\.app\.acme\.test$", made, StringComparison.Ordinal);
        Assert.Contains("control.acme.test", made, StringComparison.Ordinal);
        Assert.All(
            [".11:8088;", ".12:8088;", ".13:8088;", ".11:9090;", ".12:9090;", ".13:9090;"],
            node => Assert.Contains("server 172.30.90" + node, made, StringComparison.Ordinal));
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, "docker", name));
}
