namespace EasyEnclave.Tests.Testing;

/// <summary>The source tree the tests were built from.</summary>
internal static class Repository
{
    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>The folder that holds EasyEnclave.sln.</summary>
    public static string Root =>
        TryFindRoot() ?? throw new InvalidOperationException("The tests run outside the source tree: no EasyEnclave.sln above them.");

    /// <summary>The folder that holds EasyEnclave.sln, or null where the tests run outside a source tree.</summary>
    public static string? TryFindRoot() => Found.Value;

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EasyEnclave.sln")))
                return folder.FullName;
        }

        return null;
    }
}
