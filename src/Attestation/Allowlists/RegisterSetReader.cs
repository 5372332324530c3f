using System.Text.Json;
using EasyEnclave.Attestation.Json;
using EasyEnclave.Attestation.Quotes;

namespace EasyEnclave.Attestation.Allowlists;

/// <summary>Reads <c>quote_measurements</c>: registers that every set shares, and with <c>any_of</c> the sets they are shared by.</summary>
internal static class RegisterSetReader
{
    private const string AnyOf = "any_of";
    private const string Any = "any";
    private const int MaxSets = 64;
    private const int MaxValues = 256;

    public static bool TryRead(JsonElement registers, AllowlistVersion version, out IReadOnlyList<RegisterSet> sets, out string fault)
    {
        sets = [];
        var shared = new Dictionary<string, RegisterRule>(StringComparer.Ordinal);
        if (!TryReadRules(registers, version, shared, out fault))
            return false;

        if (!registers.TryGetProperty(AnyOf, out var anyOf))
        {
            sets = [new RegisterSet(shared)];
            return true;
        }

        if (version == AllowlistVersion.V10 || anyOf.ValueKind != JsonValueKind.Array || anyOf.GetArrayLength() is 0 or > MaxSets)
        {
            fault = "'any_of' is not a list of 1 to 64 sets, or stands in a list of version 1.0";
            return false;
        }

        return TryReadAlternatives(anyOf, version, shared, out sets, out fault);
    }

    private static bool TryReadAlternatives(
        JsonElement anyOf, AllowlistVersion version, Dictionary<string, RegisterRule> shared, out IReadOnlyList<RegisterSet> sets, out string fault)
    {
        var read = new List<RegisterSet>();
        sets = read;
        fault = "";
        foreach (var alternative in anyOf.EnumerateArray())
        {
            var rules = new Dictionary<string, RegisterRule>(shared, StringComparer.Ordinal);
            if (alternative.ValueKind != JsonValueKind.Object || alternative.TryGetProperty(AnyOf, out _))
            {
                fault = "a set in 'any_of' is no object of registers";
                return false;
            }

            if (!TryReadRules(alternative, version, rules, out fault))
                return false;
            read.Add(new RegisterSet(rules));
        }

        return true;
    }

    private static bool TryReadRules(
        JsonElement registers, AllowlistVersion version, Dictionary<string, RegisterRule> rules, out string fault)
    {
        foreach (var property in registers.EnumerateObject())
        {
            if (property.NameEquals(AnyOf))
                continue;

            // An unknown name could be a misspelt pin, and one overlooked pin opens the list.
            var name = TdRegisters.Pinnable.FirstOrDefault(known => property.NameEquals(known));
            if (name is null || (version == AllowlistVersion.V10 && !TdRegisters.Measured.Contains(name)))
            {
                fault = "'quote_measurements' names something that is no register of this version";
                return false;
            }

            if (!TryReadRule(property.Value, version, TdRegisters.LengthOf(name)!.Value, out var rule))
            {
                fault = $"'{name}' is no value of its size, nor, in version 1.1, a list of such or \"any\"";
                return false;
            }

            if (!rules.TryAdd(name, rule))
            {
                fault = $"'{name}' is stated for all sets and again in one";
                return false;
            }
        }

        fault = "";
        return true;
    }

    private static bool TryReadRule(JsonElement json, AllowlistVersion version, int length, out RegisterRule rule)
    {
        rule = new RegisterRule.OneOf([]);
        if (json.ValueKind == JsonValueKind.Array)
            return version == AllowlistVersion.V11 && TryReadValues(json, length, out rule);
        if (!JsonFields.TryText(json, out var text))
            return false;
        if (text == Any)
        {
            rule = new RegisterRule.Any();
            return version == AllowlistVersion.V11;
        }

        if (!JsonFields.TryHex(text, length, out var value))
            return false;
        rule = new RegisterRule.OneOf([value]);
        return true;
    }

    private static bool TryReadValues(JsonElement json, int length, out RegisterRule rule)
    {
        var values = new List<ReadOnlyMemory<byte>>();
        rule = new RegisterRule.OneOf(values);
        if (json.GetArrayLength() > MaxValues)
            return false;
        foreach (var item in json.EnumerateArray())
        {
            if (!JsonFields.TryText(item, out var text) || !JsonFields.TryHex(text, length, out var value))
                return false;
            values.Add(value);
        }

        return true;
    }
}
