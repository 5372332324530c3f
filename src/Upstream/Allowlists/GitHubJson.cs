using System.Text.Json;

namespace EasyEnclave.Upstream.Allowlists;

/// <summary>Reads what matters of GitHub's answers.</summary>
internal static class GitHubJson
{
    private const int MaxDepth = 32;
    private const string DigestPrefix = "sha256:";

    /// <summary>Reads a repository that goes by the name that was asked for; null for any other answer.</summary>
    public static GitHubRepository? Repository(ReadOnlyMemory<byte> json, ReleaseName name) => Read(json, root =>
        string.Equals(Text(root, "full_name"), $"{name.Owner}/{name.Repository}", StringComparison.OrdinalIgnoreCase)
        && Number(root, "id") is { } id && root.TryGetProperty("owner", out JsonElement owner) && Number(owner, "id") is { } ownerId
            ? new GitHubRepository(id, ownerId)
            : null);

    /// <summary>Reads a release and finds the asset in it.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="name">The release that was asked for.</param>
    /// <param name="asset">The asset's name.</param>
    /// <returns>The asset, or why there is none; null when the answer is not understood.</returns>
    public static GitHubListing? Release(ReadOnlyMemory<byte> json, ReleaseName name, string asset) => Read(json, root =>
        Text(root, "tag_name") != name.Tag || !root.TryGetProperty("draft", out JsonElement draft)
            || draft.ValueKind is not (JsonValueKind.True or JsonValueKind.False)
            || !root.TryGetProperty("assets", out JsonElement assets) || assets.ValueKind != JsonValueKind.Array
            ? null
            : draft.GetBoolean() ? new GitHubListing.Draft() : Listing(assets, asset));

    private static GitHubListing? Listing(JsonElement assets, string name)
    {
        foreach (JsonElement candidate in assets.EnumerateArray())
        {
            if (Text(candidate, "name") == name && Text(candidate, "state") == "uploaded")
            {
                return Number(candidate, "id") is { } id && Number(candidate, "size") is { } size
                    ? new GitHubListing.Listed(new GitHubAsset(id, size, Digest(Text(candidate, "digest"))))
                    : null;
            }
        }

        return new GitHubListing.NoAsset();
    }

    private static string? Digest(string? text) =>
        text?.StartsWith(DigestPrefix, StringComparison.OrdinalIgnoreCase) == true ? text[DigestPrefix.Length..].ToLowerInvariant() : null;

    private static T? Read<T>(ReadOnlyMemory<byte> json, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member)
        && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    private static long? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member)
        && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out long value) && value >= 0
            ? value
            : null;
}
