using System.Text;
using System.Text.RegularExpressions;

namespace EasyEnclave.Storage.Postgres;

/// <summary>Shared SQL in PostgreSQL's words: for one row, and for a plain insert or update also for many rows at once.</summary>
/// <param name="One">With parameters as <c>$1</c>.</param>
/// <param name="Many">The same with an array for each parameter; null where it is neither.</param>
/// <param name="Parameters">How many parameters it has.</param>
/// <param name="Table">The table it writes to; empty where it is a query.</param>
internal sealed partial record PostgresText(string One, string? Many, int Parameters, string Table)
{
    public static PostgresText Of(string sql)
    {
        var text = new StringBuilder(sql.Length + 16);
        var (last, most) = (0, 0);
        for (var at = 0; at < sql.Length; at++)
        {
            if (sql[at] != '?')
            {
                text.Append(sql[at]);
                continue;
            }

            var digits = at + 1;
            while (digits < sql.Length && char.IsAsciiDigit(sql[digits]))
                digits++;
            last = digits == at + 1 ? last + 1 : int.Parse(sql.AsSpan(at + 1, digits - at - 1), provider: null);
            most = Math.Max(most, last);
            text.Append('$').Append(last);
            at = digits - 1;
        }

        var one = text.ToString();
        return new PostgresText(one, ManyOf(one, most), most, Target().Match(one).Groups["table"].Value);
    }

    private static string? ManyOf(string one, int parameters)
    {
        if (PlainInsert().Match(one) is { Success: true } insert)
            return $"{insert.Groups["into"]} SELECT * FROM unnest({insert.Groups["values"]}){insert.Groups["rest"]}";
        if (PlainUpdate().Match(one) is not { Success: true } update)
            return null;
        var numbers = Enumerable.Range(1, parameters).ToArray();
        var values = string.Join(", ", numbers.Select(static number => $"${number}"));
        var names = string.Join(", ", numbers.Select(static number => $"v{number}"));

        // The keys are named once more by themselves: whatever the order in which the two are joined, the table's rows are found by its index.
        return $"{Named(update.Groups["set"].Value)} FROM unnest({values}) AS rows({names}) " +
            $"WHERE {Named(update.Groups["where"].Value)} AND {update.Groups["key"]} = ANY(${update.Groups["at"]})";
    }

    private static string Named(string sql) => sql.Replace('$', 'v');

    [GeneratedRegex(
        @"^(?<into>INSERT INTO \w+\([\w, \s]+\))\s+VALUES\((?<values>\$\d+(, \$\d+)*)\)(?<rest>\s+ON CONFLICT DO NOTHING)?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainInsert();

    // Each of its parameters is a value of one row; a query within asks for none of them, and only whether something is that the commit does not change.
    [GeneratedRegex(
        @"^(?<set>UPDATE \w+ SET [^()]*(coalesce\([^()]*\)[^()]*)?)\s+" +
        @"WHERE (?<where>(?<key>\w+) = \$(?<at>\d+)([^()]|(?<!EXISTS)\((?!SELECT)|\)|EXISTS\(SELECT [^$()]*\))*)$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainUpdate();

    [GeneratedRegex(@"^(INSERT INTO|UPDATE) (?<table>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Target();
}
