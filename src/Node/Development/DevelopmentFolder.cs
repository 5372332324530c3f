namespace EasyEnclave.Node.Development;

/// <summary>Where development mode keeps its things: beside the database that was named, or in a temporary folder that goes with it.</summary>
internal sealed class DevelopmentFolder : IDisposable
{
    private readonly string _root;
    private readonly bool _temporary;

    private DevelopmentFolder(string root, string database, bool temporary)
    {
        _root = root;
        _temporary = temporary;
        Database = database;
        Directory.CreateDirectory(Allowlists);
    }

    /// <summary>The SQLite file.</summary>
    public string Database { get; }

    /// <summary>The simulated platform's folder.</summary>
    public string Platform => Path.Combine(_root, "platform");

    /// <summary>The allowlists' folder.</summary>
    public string Allowlists => Path.Combine(_root, "allowlists");

    /// <summary>Whether nothing of it is kept.</summary>
    public bool Temporary => _temporary;

    /// <summary>Chooses by the same variable and switch that name the database.</summary>
    public static DevelopmentFolder Choose(IReadOnlyList<string> arguments)
    {
        string? named = Environment.GetEnvironmentVariable("EE_DB_PATH");
        for (int i = 0; i < arguments.Count; i++)
        {
            named = arguments[i].StartsWith("--db-path=", StringComparison.Ordinal) ? arguments[i]["--db-path=".Length..]
                : arguments[i] == "--db-path" && i + 1 < arguments.Count ? arguments[i + 1]
                : named;
        }

        if (string.IsNullOrWhiteSpace(named))
        {
            string root = Directory.CreateTempSubdirectory("easyenclave-dev-").FullName;
            return new DevelopmentFolder(root, Path.Combine(root, "control-plane.db"), temporary: true);
        }

        string path = Path.GetFullPath(named);
        return new DevelopmentFolder(Path.GetDirectoryName(path)!, path, temporary: false);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_temporary)
        {
            return;
        }

        try
        {
            Directory.Delete(_root, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A leftover in the temporary folder harms nobody.
        }
    }
}
