using System.Text.Json.Serialization.Metadata;

namespace EasyEnclave.Cli.Server;

/// <summary>Reads lists to their end, page by page.</summary>
internal static class Pages
{
    // The server's pages hold up to 1,000 rows: a million rows is more than a person or a pipe wants at once.
    private const int MaxPages = 1000;

    /// <summary>Reads all pages of a list.</summary>
    /// <param name="client">The server.</param>
    /// <param name="path">The list's path, without a query.</param>
    /// <param name="filters">Filters by field; those without a value are left out.</param>
    /// <param name="type">The page's record.</param>
    /// <param name="open">Takes a page apart: its rows, and where to go on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<(IReadOnlyList<TRow> Rows, ServerAnswer.Failed? Failure)> ReadAllAsync<TPage, TRow>(
        ControlClient client,
        string path,
        IReadOnlyDictionary<string, string?> filters,
        JsonTypeInfo<TPage> type,
        Func<TPage, (IReadOnlyList<TRow> Rows, string? Next)> open,
        CancellationToken cancellationToken)
        where TPage : class
    {
        var rows = new List<TRow>();
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await client.GetAsync(path + QueryOf(filters, cursor), cancellationToken);
            if (!AnswerReader.TryRead(answer, type, out var record, out var failure))
                return ([], failure);
            var (more, next) = open(record);
            rows.AddRange(more);
            if (next is null)
                return (rows, null);
            if (next == cursor)
                break;
            cursor = next;
        }

        return ([], new ServerAnswer.Failed("bad_answer", "The list has no end.", null, null));
    }

    /// <summary>A query of the filters that have a value, and the cursor.</summary>
    public static string QueryOf(IReadOnlyDictionary<string, string?> filters, string? cursor)
    {
        var pairs = filters.Append(KeyValuePair.Create("cursor", cursor))
            .Where(pair => pair.Value is not null)
            .Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value!)}");
        var query = string.Join('&', pairs);
        return query.Length == 0 ? "" : "?" + query;
    }
}
