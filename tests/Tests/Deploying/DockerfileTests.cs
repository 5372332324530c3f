using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Deploying;

/// <summary>The Dockerfiles, held to the programs they pack; and each rule, held to a file that breaks it.</summary>
public sealed class DockerfileTests
{
    private const string Server = "docker/Dockerfile";
    private static readonly DockerIgnore Ignored = new(Read(".dockerignore"));

    [Fact]
    public void TheServersFileFitsTheServer() => Assert.Equal("", string.Join('\n', DockerfileLint.Faults(Read(Server), ShippedProgram.Node, Ignored)));

    [Fact]
    public void TheAgentsFileFitsTheAgent() =>
        Assert.Equal("", string.Join('\n', DockerfileLint.Faults(Read("docker/Dockerfile.agent"), ShippedProgram.Agent, Ignored)));

    [Theory]
    [InlineData("10.0.12-noble-chiseled", "latest", "names no version")]
    [InlineData(":10.0.12-noble-chiseled", "", "names no version")]
    [InlineData("10.0.12-noble-chiseled", "10.0-noble-chiseled", "a tag that moves")]
    [InlineData("10.0.12-noble-chiseled", "10.0.12-noble", "more than the program needs")]
    [InlineData("10.0.401-noble", "10.0", "a tag that moves")]
    [InlineData("build.cs build.sh", "build.cs building.sh", "building.sh is not in the repository")]
    [InlineData("COPY src src", "COPY docs docs", "docs is left out by .dockerignore")]
    [InlineData("publish/node/EasyEnclave.Node", "publish/node/EasyEnclave.Server", "the build publishes no such file")]
    [InlineData("publish/node/EasyEnclave.Node", "publish/agent/EasyEnclave.Agent", "is not made in build")]
    [InlineData("sh build.sh publish-node", "sh build.sh publish-cli", "no step publishes it")]
    [InlineData("--from=build --chmod=0555", "--from=builder --chmod=0555", "builder is no stage")]
    [InlineData("RUN mkdir /empty", "RUN mkdir /other", "/empty is not made in build")]
    [InlineData("EE_DB_PATH=", "EE_DB_FILE=", "EE_DB_FILE is no variable of EasyEnclave.Node")]
    [InlineData("EE_DB_PATH=", "EE_ADMIN_TOKEN=changeme EE_DB_PATH=", "EE_ADMIN_TOKEN is a secret")]
    [InlineData("EE_DB_PATH=/data/", "EE_DB_PATH=/var/lib/", "the store lies in /var/lib and the volume is /data")]
    [InlineData("--chown=1654:1654 ", "", "could not be written")]
    [InlineData("EXPOSE 8088 9090", "EXPOSE 8080 9090", "EXPOSE names 8080 9090")]
    [InlineData("USER 1654:1654", "USER root", "the user is root")]
    [InlineData("USER 1654:1654", "", "the user is root")]
    [InlineData("\"health\"]", "\"healthy\"]", "HEALTHCHECK runs nothing")]
    [InlineData("CMD [\"/app/EasyEnclave.Node\", \"health\"]", "CMD curl -f http://127.0.0.1:8088/health", "HEALTHCHECK runs nothing")]
    [InlineData("ENTRYPOINT [\"/app/EasyEnclave.Node\"]", "ENTRYPOINT /app/EasyEnclave.Node", "ENTRYPOINT does not start")]
    [InlineData("WORKDIR /app", "WORKDIR /app\nRUN chmod +x /app/EasyEnclave.Node", "RUN needs a shell")]
    [InlineData("COPY src src", "COPY src src\nADD https://example.com/x.tar /x", "use COPY")]
    public void AFileWithAFaultIsFound(string right, string wrong, string fault)
    {
        string good = Read(Server);
        Assert.Contains(right, good, StringComparison.Ordinal);

        Assert.Contains(
            DockerfileLint.Faults(good.Replace(right, wrong, StringComparison.Ordinal), ShippedProgram.Node, Ignored),
            found => found.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void TheBuildHasTheStepsThatTheFilesRun()
    {
        string build = Read("build.cs");

        Assert.Contains("[\"publish-node\"]", build, StringComparison.Ordinal);
        Assert.Contains("[\"publish-agent\"]", build, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src/Node/Program.cs", true)]
    [InlineData("build.sh", true)]
    [InlineData(".git/config", false)]
    [InlineData("docker/secrets/admin_token", false)]
    [InlineData("data/control-plane.db", false)]
    [InlineData("artifacts/publish/node/EasyEnclave.Node", false)]
    [InlineData("src/Node/obj/project.assets.json", false)]
    [InlineData("tests/Tests/Tests.csproj", false)]
    public void AnImageIsBuiltFromSourcesAlone(string path, bool kept) => Assert.Equal(kept, Ignored.Keeps(path));

    [Fact]
    public void InstructionsAreReadAcrossLinesWithTheirArgumentsFilledIn()
    {
        Dockerfile file = Dockerfile.Parse("ARG BASE=a/b:1.2.3\n# note\nFROM ${BASE} AS one\nCOPY --from=x --chmod=0555 \\\n  # within\n  p q \\\n  /r/\nFROM one\nENV A=1 B=\n");

        Assert.Equal("a/b:1.2.3", file.Of("FROM").First().Words[0]);
        Assert.Equal((3, 0, "x"), (file.Of("COPY").Single().Line - 1, file.Of("COPY").Single().Stage, file.Of("COPY").Single().Flags["from"]));
        Assert.Equal(["p", "q", "/r/"], file.Of("COPY").Single().Operands);
        Assert.Equal([("A", "1"), ("B", "")], file.Last("ENV")!.Pairs);
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));
}
