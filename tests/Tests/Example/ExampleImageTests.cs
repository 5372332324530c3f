using EasyEnclave.ContactDiscovery;
using EasyEnclave.Tests.Deploying;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Example;

/// <summary>The example's Dockerfile and its services in the compose file, held to the program.</summary>
public sealed class ExampleImageTests
{
    private const string Entry = "/app/EasyEnclave.ContactDiscovery";

    private static readonly Dockerfile Image = Dockerfile.Parse(Read("docker/example/Dockerfile"));
    private static readonly Yaml Compose = Yaml.Documents(Read("docker/compose.yml")).Single();

    [Fact]
    public void ItIsBuiltOnTheSameImagesAsTheServer()
    {
        static IEnumerable<string> Bases(Dockerfile file) => file.Of("FROM").Select(from => from.Words[0]);

        Assert.Equal(Bases(Dockerfile.Parse(Read("docker/Dockerfile"))), Bases(Image));
    }

    [Fact]
    public void EverythingItIsBuiltFromIsThere()
    {
        DockerIgnore ignored = new(Read(".dockerignore"));
        string[] sources = [.. Image.Of("COPY").Where(copy => !copy.Flags.ContainsKey("from")).SelectMany(copy => copy.Operands.SkipLast(1))];

        Assert.Contains("docker/example", sources);
        Assert.All(sources, source => Assert.True(Path.Exists(Path.Combine(Repository.Root, source)) && ignored.Keeps(source), source));
    }

    [Fact]
    public void ItRunsTheProgramWithoutRights()
    {
        Assert.Equal(Entry, "/app/" + typeof(ContactProgram).Assembly.GetName().Name);
        Assert.Contains(Image.Final, copy => copy.Keyword == "COPY" && copy.Operands[^1] == Entry);
        Assert.Equal([Entry], Image.Last("ENTRYPOINT")!.Exec);
        Assert.Equal([Entry, "health"], Image.Last("HEALTHCHECK")!.Exec);
        Assert.Equal("1654:1654", Image.Last("USER")!.Rest);
        Assert.DoesNotContain(Image.Final, instruction => instruction.Keyword == "RUN");
    }

    [Fact]
    public void TheAgentFindsItsSocket()
    {
        string socket = Image.Of("ENV").SelectMany(env => env.Pairs).Single(pair => pair.Name == "CONTACT_SOCKET").Value;
        string folder = Image.Last("VOLUME")!.Rest;

        Assert.Equal(folder, Path.GetDirectoryName(socket));
        Assert.Contains(Image.Final, copy => copy.Keyword == "COPY" && copy.Operands[^1] == folder && copy.Flags["chown"] == "1654:1654");
        Assert.Equal("unix:" + socket, Compose["services"]["example"]["environment"]["EE_BACKEND_URL"].Text);
        Assert.All(["example", "contacts"], name => Assert.Contains("contacts:" + folder, Compose["services"][name]["volumes"].Texts));
    }

    [Fact]
    public void ItIsGivenWhatItReadsAndNoNetwork()
    {
        Yaml service = Compose["services"]["contacts"];

        Assert.Empty(service["environment"].Names.Except(ContactSettingsTests.Variables));
        Assert.Contains("/run/secrets/" + Assert.Single(service["secrets"].Texts), service["environment"]["CONTACT_API_TOKEN_FILE"].Text);
        Assert.Equal("none", service["network_mode"].Text);
        Assert.Equal("docker/example/Dockerfile", service["build"]["dockerfile"].Text);
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));
}
