using System.Text.Json.Nodes;

namespace EasyEnclave.Cli.Terminal;

/// <summary>A titled part of what people see.</summary>
/// <param name="Title">The title, or empty.</param>
internal abstract record Section(string Title)
{
    /// <summary>Names and values, one a line.</summary>
    public sealed record Facts(string Title, JsonObject Values) : Section(Title);

    /// <summary>A table with a header.</summary>
    public sealed record Table(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : Section(Title);

    /// <summary>Lines as they are, never broken: scripts read them too.</summary>
    public sealed record Lines(string Title, IReadOnlyList<string> Texts) : Section(Title);
}
