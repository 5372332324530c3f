using System.Globalization;
using System.Text.Json;

namespace EasyEnclave.Bench.Reports;

/// <summary>The figures of one run, as a table for people or as JSON for programs.</summary>
internal sealed class Report(string benchmark)
{
    private readonly List<Figure> _figures = [];
    private readonly List<string> _remarks = [];
    private readonly string _loadBefore = Load();

    public bool MissedTargets => _figures.Exists(figure => figure.Missed);

    public void Add(string name, string unit, Spread spread, double? target = null) => _figures.Add(new Figure(name, unit, spread, target));

    public void Add(string name, string unit, double value, double? target = null) => Add(name, unit, Spread.Of(value), target);

    public void Remark(string text) => _remarks.Add(text);

    /// <summary>Says on standard error how far the run is: figures alone go to standard output.</summary>
    public void Progress(string text) => Console.Error.WriteLine($"{benchmark}: {text}");

    public void Write(TextWriter output, bool json)
    {
        if (json)
            output.WriteLine(Json());
        else
            WriteTable(output);
    }

    // The first three numbers of the kernel's load: runnable threads over 1, 5 and 15 minutes.
    private static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    private static string Machine() =>
        $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {(System.Runtime.GCSettings.IsServerGC ? "server" : "workstation")} GC";

    private static string Text(double value) => value.ToString(
        Math.Abs(value) switch { >= 1000 => "N0", >= 10 => "F1", _ => "F3" }, CultureInfo.InvariantCulture);

    private void WriteTable(TextWriter output)
    {
        output.WriteLine($"{benchmark} on {Machine()}; load average {_loadBefore} before, {Load()} after");
        var width = _figures.Max(figure => figure.Name.Length);
        output.WriteLine($"  {"".PadRight(width)}  {"min",10}  {"median",10}  {"max",10}  unit");
        foreach (var figure in _figures)
        {
            var (min, median, max) = figure.Spread;
            var target = figure.Target is { } limit ? $"  (target: under {Text(limit)}{(figure.Missed ? ", MISSED" : "")})" : "";
            output.WriteLine($"  {figure.Name.PadRight(width)}  {Text(min),10}  {Text(median),10}  {Text(max),10}  {figure.Unit}{target}");
        }

        _remarks.ForEach(remark => output.WriteLine("  " + remark));
    }

    private string Json()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("benchmark", benchmark);
            json.WriteString("machine", Machine());
            json.WriteString("load_before", _loadBefore);
            json.WriteString("load_after", Load());
            json.WriteStartArray("figures");
            foreach (var figure in _figures)
                Write(json, figure);
            json.WriteEndArray();
            json.WriteStartArray("remarks");
            _remarks.ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, Figure figure)
    {
        json.WriteStartObject();
        json.WriteString("name", figure.Name);
        json.WriteString("unit", figure.Unit);
        json.WriteNumber("min", Math.Round(figure.Spread.Min, 4));
        json.WriteNumber("median", Math.Round(figure.Spread.Median, 4));
        json.WriteNumber("max", Math.Round(figure.Spread.Max, 4));
        if (figure.Target is { } target)
        {
            json.WriteNumber("target", target);
            json.WriteBoolean("met", !figure.Missed);
        }

        json.WriteEndObject();
    }
}
