using System.Collections.Frozen;
using System.Text.Json;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Policies;

/// <summary>The members of one network in a file: each is read once and by its type, and what nobody asked for is a fault.</summary>
/// <remarks>A member that is absent reads as null. One that is wrong is a fault and reads as null too, so that all faults are found at once.</remarks>
internal sealed class PolicyMembers(JsonElement json, string network, List<string> faults)
{
    private readonly Dictionary<string, JsonElement> _left =
        json.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);

    /// <summary>Whether a member was there, or still is.</summary>
    public bool Has(string member) => json.TryGetProperty(member, out _);

    public void Fault(string member, string remedy) => faults.Add($"network {network}: {member}: {remedy}");

    /// <summary>Says of members that must be there which are not.</summary>
    public void Require(params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (!Has(member))
                Fault(member, "is missing; a network of your own must say it");
        }
    }

    public bool? Truth(string member)
    {
        if (!_left.Remove(member, out var value))
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Fault(member, "must be true or false");
        return null;
    }

    public long? Number(string member, long max)
    {
        if (!_left.Remove(member, out var value))
            return null;
        if (IsNumber(value, max, out var number))
            return number;
        Fault(member, $"must be a whole number from 0 to {max}");
        return null;
    }

    public string? Choice(string member, params string[] choices)
    {
        if (!_left.Remove(member, out var value))
            return null;
        if (JsonFields.TryText(value, out var text) && choices.Contains(text, StringComparer.Ordinal))
            return text;
        Fault(member, $"must be one of {string.Join(", ", choices)}");
        return null;
    }

    /// <summary>A list of distinct texts.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="max">How many there may be.</param>
    /// <param name="takes">Whether a text is of the form wanted.</param>
    /// <param name="form">That form, in words.</param>
    public FrozenSet<string>? Texts(string member, int max, Func<string, bool> takes, string form) =>
        _left.Remove(member, out var value) ? Texts(member, value, max, takes, form) : null;

    /// <summary>A list of texts, or one word in its place.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="words">The words that may stand in place of a list.</param>
    /// <param name="max">How many texts there may be.</param>
    /// <param name="takes">Whether a text is of the form wanted.</param>
    /// <param name="form">That form, in words.</param>
    /// <param name="word">The word, or null.</param>
    public FrozenSet<string>? TextsOr(string member, string[] words, int max, Func<string, bool> takes, string form, out string? word)
    {
        word = null;
        if (!_left.Remove(member, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.String)
            return Texts(member, value, max, takes, form);
        if (JsonFields.TryText(value, out var text) && words.Contains(text, StringComparer.Ordinal))
            word = text;
        else
            Fault(member, $"must be {string.Join(" or ", words)}, or a list of {form}");
        return null;
    }

    /// <summary>Numbers by name.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="max">The largest number.</param>
    /// <param name="takes">Whether a name may stand there; what it says against it is its own business.</param>
    public Dictionary<string, long>? Numbers(string member, long max, Func<string, bool> takes)
    {
        if (!_left.Remove(member, out var value))
            return null;
        var read = new Dictionary<string, long>(StringComparer.Ordinal);
        if (value.ValueKind != JsonValueKind.Object)
        {
            Fault(member, "must be an object of numbers by status");
            return null;
        }

        foreach (var entry in value.EnumerateObject())
        {
            if (!takes(entry.Name))
                continue;
            if (IsNumber(entry.Value, max, out var number))
                read.Add(entry.Name, number);
            else
                Fault(member, $"{entry.Name} must be a whole number from 0 to {max}");
        }

        return read;
    }

    /// <summary>Eight bytes as they stand in a quote, as a number whose bit 0 is the first byte's lowest.</summary>
    public ulong? Bits(string member)
    {
        if (!_left.Remove(member, out var value))
            return null;
        if (JsonFields.TryText(value, out var text) && IsLowerHex(text, 16) && JsonFields.TryHex(text, 8, out var bytes))
            return System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Fault(member, "must be 16 lowercase hex digits: the bits that may be set, bytes in the order of a quote");
        return null;
    }

    /// <summary>Says of every member left that it means nothing: a misspelt rule would otherwise be no rule.</summary>
    public void NothingElse()
    {
        foreach (var name in _left.Keys.Order(StringComparer.Ordinal))
            Fault(Shown(name), "is no member of a network; correct its name, or remove it");
    }

    /// <summary>A name as it may be shown: never anything that could break a line or a terminal.</summary>
    public static string Shown(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? name : "(a name that cannot be shown)";

    public static bool IsLowerHex(string text, int digits) => text.Length == digits && text.All(char.IsAsciiHexDigitLower);

    private FrozenSet<string>? Texts(string member, JsonElement value, int max, Func<string, bool> takes, string form)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > max)
        {
            Fault(member, $"must be a list of at most {max}, each {form}");
            return null;
        }

        var read = new HashSet<string>(StringComparer.Ordinal);
        var place = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (!JsonFields.TryText(item, out var text) || !takes(text))
                Fault(member, $"entry {place} must be {form}");
            else if (!read.Add(text))
                Fault(member, $"entry {place} stands there twice; remove one");
            place++;
        }

        return read.ToFrozenSet(StringComparer.Ordinal);
    }

    private static bool IsNumber(JsonElement value, long max, out long number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out number) && number >= 0 && number <= max;
    }
}
