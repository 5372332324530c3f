using System.Buffers;
using System.Text;

namespace EasyEnclave.Attestation.Binding;

/// <summary>The two texts that claims are hashed as; each is injective, so equal hashes mean equal claims.</summary>
internal static class ClaimsText
{
    private const string AgentDirName = "agent_dir_sha256";
    private const string AgentPyName = "agent_py_sha256";
    private const string ImageName = "vm_image_id";
    private const int MaxImageBytes = 1024;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    public static bool TryRender(SortedDictionary<string, ClaimValue> members, out byte[] text, out string fault)
    {
        fault = "";
        if (!HasOriginalKeys(members))
        {
            text = Encoding.UTF8.GetBytes(CanonicalJson(members));
            return true;
        }

        // The four keys mean the original's text, and only that: with other values they are refused, not read as JSON.
        text = [];
        if (!TryHash(members[AgentDirName], out var agentDir) || !TryHash(members[AgentPyName], out var agentPy))
            fault = "a file hash is not 64 lowercase hex digits";
        else if (!TryImage(members[ImageName], out var image))
            fault = "vm_image_id is not 1 to 1024 bytes without control characters";
        else
            text = Encoding.UTF8.GetBytes(OriginalText(agentDir, agentPy, image, ((ClaimValue.Truth)members[Claims.SealedName]).Value));
        return fault.Length == 0;
    }

    private static bool HasOriginalKeys(SortedDictionary<string, ClaimValue> members) =>
        members.Count == 4 && members.ContainsKey(AgentDirName) && members.ContainsKey(AgentPyName)
        && members.ContainsKey(ImageName) && members.ContainsKey(Claims.SealedName);

    // The image id may hold newlines; the text stays injective because everything around it has a fixed length or alphabet.
    private static string OriginalText(string agentDir, string agentPy, string image, bool isSealed) =>
        $"agent_dir={agentDir}\nagent_py={agentPy}\nvm_image_id={image}\nsealed={(isSealed ? "true" : "false")}";

    private static bool TryHash(ClaimValue value, out string hash)
    {
        hash = (value as ClaimValue.Text)?.Value ?? "";
        return hash.Length == 64 && !hash.AsSpan().ContainsAnyExcept(LowerHex);
    }

    private static bool TryImage(ClaimValue value, out string image)
    {
        image = (value as ClaimValue.Text)?.Value ?? "";
        return Encoding.UTF8.GetByteCount(image) is > 0 and <= MaxImageBytes
            && image.All(character => character == '\n' || !char.IsControl(character));
    }

    // RFC 8785 for flat objects with ASCII names: names in code unit order, no white space, the shortest escapes.
    private static string CanonicalJson(SortedDictionary<string, ClaimValue> members)
    {
        var json = new StringBuilder("{");
        foreach (var (name, value) in members)
        {
            if (json.Length > 1)
                json.Append(',');
            json.Append('"').Append(name).Append("\":");
            if (value is ClaimValue.Truth truth)
                json.Append(truth.Value ? "true" : "false");
            else
                AppendText(json, ((ClaimValue.Text)value).Value);
        }

        return json.Append('}').ToString();
    }

    private static void AppendText(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\b' => json.Append("\\b"),
                '\t' => json.Append("\\t"),
                '\n' => json.Append("\\n"),
                '\f' => json.Append("\\f"),
                '\r' => json.Append("\\r"),
                < ' ' => json.Append("\\u").Append(((int)character).ToString("x4")),
                _ => json.Append(character),
            };
        }

        json.Append('"');
    }
}
