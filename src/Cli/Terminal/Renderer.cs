using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace EasyEnclave.Cli.Terminal;

/// <summary>Shows views to people. Texts are never read as markup.</summary>
internal static class Renderer
{
    /// <summary>Writes a view, the headline first.</summary>
    public static void Write(TextWriter writer, bool colours, int width, View view)
    {
        using var page = new StringWriter();
        Draw(page, colours, width, view);
        // Cells are filled up to their column's width, of which nothing is to be seen at the end of a line.
        foreach (var line in page.ToString().TrimEnd().Split('\n'))
            writer.WriteLine(line.TrimEnd());
    }

    /// <summary>A JSON value as one line for people.</summary>
    public static string TextOf(JsonNode? value) => value switch
    {
        null => "-",
        JsonArray { Count: 0 } => "none",
        JsonArray items => string.Join(' ', items.Select(TextOf)),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
        JsonValue truth when truth.GetValueKind() == JsonValueKind.True => "yes",
        JsonValue truth when truth.GetValueKind() == JsonValueKind.False => "no",
        _ => value.ToJsonString(),
    };

    private static void Draw(StringWriter writer, bool colours, int width, View view)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;

        WriteLine(console, view.Headline, StyleOf(view.Tone));
        foreach (var warning in view.Warnings)
            WriteLine(console, $"!! {warning}", StyleOf(Tone.Loud));
        if (view.Detail is { } detail)
            WriteLine(console, detail, Style.Plain);
        foreach (var section in view.Sections)
            WriteSection(console, writer, section);
    }

    private static void WriteSection(IAnsiConsole console, StringWriter writer, Section section)
    {
        // A table brings an empty line of its own.
        if (section is not Section.Table { Title: "" })
            console.WriteLine();
        if (section.Title.Length > 0)
            WriteLine(console, section.Title, new Style(decoration: Decoration.Bold));
        switch (section)
        {
            case Section.Facts facts:
                console.Write(Grid(facts));
                break;
            case Section.Table table:
                console.Write(Table(table));
                break;
            case Section.Lines lines:
                foreach (var line in lines.Texts)
                    writer.Write(PlainText.Of(line) + "\n");
                break;
        }
    }

    private static Grid Grid(Section.Facts facts)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(2, 0, 2, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        foreach (var (name, value) in facts.Values)
            grid.AddRow(Cell(name), Cell(TextOf(value)));
        return grid;
    }

    private static Table Table(Section.Table section)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in section.Columns)
            table.AddColumn(new TableColumn(Cell(column)));
        foreach (var row in section.Rows)
            table.AddRow(row.Select(Cell));
        return table;
    }

    private static Text Cell(string text) => new(PlainText.Of(text));

    private static void WriteLine(IAnsiConsole console, string text, Style style)
    {
        console.Write(new Text(PlainText.Of(text), style));
        console.WriteLine();
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green, decoration: Decoration.Bold),
        Tone.Bad => new Style(Color.Red, decoration: Decoration.Bold),
        Tone.Loud => new Style(Color.Yellow, decoration: Decoration.Bold),
        _ => new Style(decoration: Decoration.Bold),
    };
}
