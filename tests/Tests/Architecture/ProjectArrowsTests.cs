using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Architecture;

public sealed class ProjectArrowsTests
{
    public static TheoryData<string> Projects => [.. ProjectArrows.Allowed.Keys];

    public static TheoryData<string> Libraries => [.. ProjectArrows.Allowed.Keys.Except(["Node", "Agent", "Cli"])];

    [Fact]
    public void EveryProjectOfTheTreeHasItsArrows() =>
        Assert.Equal(
            ProjectArrows.Allowed.Keys,
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .Select(Path.GetFileNameWithoutExtension)
                .Order(StringComparer.Ordinal));

    [Fact]
    public void EveryProjectOfTheTreeIsInTheSolution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "EasyEnclave.sln"));

        Assert.All(
            SourceTree.Files.Where(file => file.Extension == ".csproj"),
            project => Assert.Contains($"\"{project.Path.Replace('/', '\\')}\"", solution));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void AProjectNamesOnlyWhatItMay(string project) =>
        Assert.Empty(ProjectArrows.Named(project, "ProjectReference").Except(ProjectArrows.Allowed[project]));

    [Theory]
    [MemberData(nameof(Projects))]
    public void ACompiledProjectRefersOnlyToWhatItMaySee(string project) =>
        Assert.Empty(ProjectArrows.Assemblies(project)
            .Select(ProjectArrows.ProjectOf)
            .OfType<string>()
            .Except(ProjectArrows.Visible(project)));

    [Theory]
    [InlineData("Protocol")]
    [InlineData("Attestation")]
    [InlineData("Simulation")]
    public void APureProjectStandsOnTheBaseLibraryAlone(string project)
    {
        Assert.Empty(ProjectArrows.Named(project, "PackageReference"));
        Assert.Empty(ProjectArrows.Named(project, "FrameworkReference"));
        Assert.All(
            ProjectArrows.Assemblies(project).Where(name => ProjectArrows.ProjectOf(name) is null),
            name => Assert.True(IsBaseLibrary(name), $"{project} refers to {name}"));
    }

    [Fact]
    public void TheVerifierDoesNoInputOrOutputAndReadsNoClock() =>
        Assert.DoesNotContain(ProjectArrows.Types("Attestation"), type =>
            type.StartsWith("System.Net.", StringComparison.Ordinal)
            || type is "System.IO.File" or "System.IO.FileStream" or "System.IO.FileInfo" or "System.IO.Directory"
                or "System.TimeProvider" or "System.Diagnostics.Stopwatch" or "System.Diagnostics.Process" or "System.Environment");

    [Fact]
    public void ActorsKnowNoWebServerAndNoDatabase()
    {
        Assert.DoesNotContain("Microsoft.AspNetCore.App", ProjectArrows.Named("Actors", "FrameworkReference"));
        Assert.DoesNotContain(ProjectArrows.Assemblies("Actors"), name => IsWebServer(name) || IsDatabase(name));
    }

    [Fact]
    public void StorageKnowsNoWebServerAndTheEdgeNoDatabase()
    {
        Assert.DoesNotContain(ProjectArrows.Assemblies("Storage"), IsWebServer);
        Assert.DoesNotContain(ProjectArrows.Assemblies("Edge"), IsDatabase);
    }

    [Theory]
    [InlineData("Storage", "Edge")]
    [InlineData("Edge", "Storage")]
    [InlineData("Edge", "Simulation")]
    [InlineData("Edge", "Upstream")]
    [InlineData("Actors", "Simulation")]
    [InlineData("Attestation", "Simulation")]
    [InlineData("Attestation", "Protocol")]
    [InlineData("Cli", "Node")]
    public void TheseNeverSeeEachOther(string project, string other) =>
        Assert.DoesNotContain(other, ProjectArrows.Visible(project));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void OnlyAProgramReadsItsConfiguration(string project)
    {
        Assert.DoesNotContain(ProjectArrows.Types(project), type => type.StartsWith("Microsoft.Extensions.Configuration.", StringComparison.Ordinal));
        Assert.DoesNotContain("Environment.GetEnvironmentVariable", ProjectArrows.Members(project));
    }

    [Fact]
    public void AReferenceThatMustNotBeIsSeen()
    {
        // The tests see everything: what the rules above look for is found where it is.
        Assert.Contains("System.IO.File", ProjectArrows.Types("Tests"));
        Assert.Contains("File.ReadAllText", ProjectArrows.Members("Tests"));
        Assert.False(IsBaseLibrary("xunit.core"));
        Assert.True(IsWebServer("Microsoft.AspNetCore.Http") && IsDatabase("Dapper"));
    }

    private static bool IsBaseLibrary(string assembly) =>
        File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, assembly + ".dll"));

    private static bool IsWebServer(string assembly) => assembly.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal);

    private static bool IsDatabase(string assembly) =>
        assembly is "Dapper" or "Npgsql" || new[] { "System.Data", "Microsoft.Data", "SQLitePCL" }.Any(assembly.StartsWith);
}
