using System.Globalization;
using EasyEnclave.Edge.Problems;
using EasyEnclave.Protocol;
using Microsoft.AspNetCore.Http;

namespace EasyEnclave.Edge.Admin;

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Limit">At most this many.</param>
/// <param name="After">Only what comes behind this key; null from the beginning.</param>
internal readonly record struct PageRequest(int Limit, string? After)
{
    /// <summary>Reads <c>limit</c> and <c>cursor</c>; null when they are good.</summary>
    /// <param name="query">The request's query.</param>
    /// <param name="kind">Which list the cursor must belong to.</param>
    /// <param name="page">What was asked for.</param>
    public static ProblemResult? Read(IQueryCollection query, string kind, out PageRequest page)
    {
        page = default;
        if (ReadLimit(query, out int limit) is { } problem)
        {
            return problem;
        }

        page = new PageRequest(limit, null);
        if (Text(query, "cursor") is { } cursor)
        {
            if (!Cursor.TryRead(kind, cursor, out string key))
            {
                return ProblemResult.InvalidField("cursor", "A next_cursor of this list.");
            }

            page = page with { After = key };
        }

        return null;
    }

    /// <summary>Reads <c>limit</c>; null when it is good.</summary>
    public static ProblemResult? ReadLimit(IQueryCollection query, out int limit)
    {
        limit = Limits.PageRowsDefault;
        return Text(query, "limit") is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Limits.PageRows)
            ? ProblemResult.InvalidField("limit", $"A whole number from 1 to {Limits.PageRows}.")
            : null;
    }

    /// <summary>A parameter's text; null when it is absent or empty.</summary>
    public static string? Text(IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Takes this page out of an unordered list, by key in ordinal order.</summary>
    /// <returns>The page's items, and whether more follow.</returns>
    public (IReadOnlyList<T> Items, bool More) Of<T>(IEnumerable<T> all, Func<T, string> key)
    {
        string? after = After;
        List<T> items = all
            .Where(item => after is null || string.CompareOrdinal(key(item), after) > 0)
            .OrderBy(key, StringComparer.Ordinal)
            .Take(Limit + 1)
            .ToList();
        bool more = items.Count > Limit;
        if (more)
        {
            items.RemoveAt(Limit);
        }

        return (items, more);
    }
}
