using System.Text.Json;
using System.Text.RegularExpressions;

namespace EasyEnclave.Tests.Deploying;

/// <summary>A Dockerfile as its instructions, with the defaults of its arguments filled in where images are named.</summary>
internal sealed partial class Dockerfile
{
    private Dockerfile(IReadOnlyList<Instruction> instructions) => Instructions = instructions;

    /// <summary>All of them in order.</summary>
    public IReadOnlyList<Instruction> Instructions { get; }

    /// <summary>Those that make the image: the last stage's.</summary>
    public IEnumerable<Instruction> Final => Instructions.Where(instruction => instruction.Stage == Instructions[^1].Stage);

    /// <summary>The numbers of stages by their names.</summary>
    public IReadOnlyDictionary<string, int> Stages => Instructions
        .Where(instruction => instruction is { Keyword: "FROM", Words: [_, "AS" or "as", _] })
        .ToDictionary(instruction => instruction.Words[2], instruction => instruction.Stage, StringComparer.Ordinal);

    public static Dockerfile Parse(string text)
    {
        List<Instruction> instructions = [];
        Dictionary<string, string> arguments = new(StringComparer.Ordinal);
        int stage = -1;
        foreach ((int line, string whole) in Logical(text))
        {
            string[] parts = whole.Split(' ', 2, StringSplitOptions.TrimEntries);
            string keyword = parts[0].ToUpperInvariant();
            string rest = parts.Length > 1 ? parts[1] : string.Empty;
            if (keyword == "FROM")
            {
                stage++;
                rest = Argument().Replace(rest, name => arguments.GetValueOrDefault(name.Groups["name"].Value, name.Value));
            }
            else if (keyword == "ARG" && rest.Split('=', 2) is [var name, var value])
            {
                arguments[name] = value;
            }

            instructions.Add(new Instruction(line, stage, keyword, rest));
        }

        return new Dockerfile(instructions);
    }

    public IEnumerable<Instruction> Of(string keyword) => Instructions.Where(instruction => instruction.Keyword == keyword);

    public Instruction? Last(string keyword) => Final.LastOrDefault(instruction => instruction.Keyword == keyword);

    private static IEnumerable<(int Line, string Text)> Logical(string text)
    {
        string gathered = string.Empty;
        int first = 0;
        foreach ((int index, string raw) in text.Split('\n').Index())
        {
            string line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            first = gathered.Length == 0 ? index + 1 : first;
            bool goesOn = line[^1] == '\\';
            gathered += goesOn ? line[..^1] + ' ' : line;
            if (goesOn)
                continue;
            yield return (first, gathered);
            gathered = string.Empty;
        }
    }

    [GeneratedRegex(@"\$\{?(?<name>\w+)\}?")]
    private static partial Regex Argument();

    /// <summary>One instruction.</summary>
    internal sealed record Instruction(int Line, int Stage, string Keyword, string Rest)
    {
        public IReadOnlyList<string> Words => Rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        /// <summary>Its flags, such as <c>--from=build</c>.</summary>
        public IReadOnlyDictionary<string, string> Flags => Words.Where(word => word.StartsWith("--", StringComparison.Ordinal))
            .Select(word => word[2..].Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.Length > 1 ? pair[1] : string.Empty, StringComparer.Ordinal);

        /// <summary>Its words that are no flags.</summary>
        public IReadOnlyList<string> Operands => [.. Words.Where(word => !word.StartsWith("--", StringComparison.Ordinal))];

        /// <summary>What it would run, in exec form; null in shell form.</summary>
        public IReadOnlyList<string>? Exec
        {
            get
            {
                int start = Rest.IndexOf('[', StringComparison.Ordinal);
                if (start < 0 || Rest[^1] != ']')
                    return null;
                try
                {
                    return JsonSerializer.Deserialize<string[]>(Rest[start..]);
                }
                catch (JsonException)
                {
                    return null;
                }
            }
        }

        /// <summary>The pairs of <c>ENV</c>.</summary>
        public IEnumerable<(string Name, string Value)> Pairs =>
            Words.Select(word => word.Split('=', 2)).Where(pair => pair.Length == 2).Select(pair => (pair[0], pair[1]));
    }
}
