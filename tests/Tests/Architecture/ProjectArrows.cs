using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Architecture;

/// <summary>Which project of src may know which, and what the projects and their compiled assemblies really refer to.</summary>
internal static class ProjectArrows
{
    /// <summary>A project and the projects it may name. Whatever those name, it sees too.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Allowed = new SortedDictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Protocol"] = [],
        ["Attestation"] = [],
        ["Simulation"] = ["Attestation"],
        ["Upstream"] = ["Attestation"],
        ["Actors"] = ["Protocol", "Attestation"],
        ["Storage"] = ["Actors"],
        ["Edge"] = ["Actors"],
        ["Agent"] = ["Protocol", "Attestation", "Upstream", "Simulation"],
        ["Cli"] = ["Actors", "Upstream", "Simulation"],
        ["Node"] = ["Protocol", "Attestation", "Simulation", "Upstream", "Actors", "Storage", "Edge", "Agent"],
    };

    /// <summary>The projects a project may see: those it may name, and what they see.</summary>
    public static IReadOnlySet<string> Visible(string project)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(Allowed[project]);
        while (open.TryPop(out var next))
        {
            if (seen.Add(next))
                Array.ForEach(Allowed[next], open.Push);
        }

        return seen;
    }

    /// <summary>The names a project file gives in elements of this kind: ProjectReference, PackageReference, FrameworkReference.</summary>
    public static IReadOnlyList<string> Named(string project, string kind) =>
        [.. XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"))
            .Descendants(kind)
            .Select(element => (string)element.Attribute("Include")!)
            .Select(name => kind == "ProjectReference" ? Path.GetFileNameWithoutExtension(name.Replace('\\', '/')) : name)];

    /// <summary>The assemblies the compiled project refers to, by name.</summary>
    public static IReadOnlyList<string> Assemblies(string project) =>
        ReadMetadata(project, metadata =>
            metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)));

    /// <summary>The types of other assemblies the compiled project refers to, with their namespaces.</summary>
    public static IReadOnlyList<string> Types(string project) =>
        ReadMetadata(project, metadata =>
            from handle in metadata.TypeReferences
            let type = metadata.GetTypeReference(handle)
            select $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}");

    /// <summary>The members of other assemblies' types the compiled project refers to, as Type.Member without namespaces.</summary>
    public static IReadOnlyList<string> Members(string project) =>
        ReadMetadata(project, metadata =>
            from handle in metadata.MemberReferences
            let member = metadata.GetMemberReference(handle)
            where member.Parent.Kind == HandleKind.TypeReference
            let type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent)
            select $"{metadata.GetString(type.Name)}.{metadata.GetString(member.Name)}");

    /// <summary>The project an assembly was built from, or null for one that is not ours.</summary>
    public static string? ProjectOf(string assembly) =>
        assembly == "ee" ? "Cli" : assembly.StartsWith("EasyEnclave.", StringComparison.Ordinal) ? assembly["EasyEnclave.".Length..] : null;

    private static IReadOnlyList<string> ReadMetadata(string project, Func<MetadataReader, IEnumerable<string>> read)
    {
        var assembly = project == "Cli" ? "ee.dll" : $"EasyEnclave.{project}.dll";
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
        return [.. read(file.GetMetadataReader()).Distinct().Order(StringComparer.Ordinal)];
    }
}
