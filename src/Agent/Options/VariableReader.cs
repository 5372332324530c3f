using System.Globalization;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Agent.Options;

/// <summary>Reads variables one by one and collects what is wrong with them.</summary>
internal sealed class VariableReader(IReadOnlyDictionary<string, string?> variables)
{
    private readonly List<OptionFault> _faults = [];

    public IReadOnlyList<OptionFault> Faults => _faults;

    public void Fault(string name, string remedy) => _faults.Add(new OptionFault(name, remedy));

    /// <summary>The variable's text; null when it is unset, empty or blank.</summary>
    public string? Text(string name) =>
        variables.TryGetValue(name, out string? text) && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    /// <summary>A secret, given by itself or as a file in the variable of the same name and <c>_FILE</c>; null when neither is set.</summary>
    public string? Secret(string name, Func<string, string?> readFile)
    {
        string? secret = Text(name);
        if (Text(name + "_FILE") is not { } path)
            return secret;
        if (secret is not null)
            Fault(name, $"is set beside {name}_FILE; give one of them");
        else if (readFile(path)?.Trim() is { Length: > 0 } text)
            return text;
        else
            Fault(name + "_FILE", "names a file that is absent, empty or unreadable");
        return null;
    }

    public TId Id<TId>(string name, string form, TId? fallback = null)
        where TId : struct, IId<TId>
    {
        string? text = Text(name);
        if (text is null && fallback is { } id)
            return id;
        if (text is null)
            Fault(name, $"is not set; give {form}");
        else if (TId.TryParse(text, out TId parsed))
            return parsed;
        else
            Fault(name, $"is not valid; give {form}");
        return default;
    }

    public int Number(string name, int fallback, int least, int most)
    {
        if (Text(name) is not { } text)
            return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            return value;
        Fault(name, $"is not a whole number from {least} to {most}");
        return fallback;
    }

    public TimeSpan Seconds(string name, int fallback, int most) => TimeSpan.FromSeconds(Number(name, fallback, 1, most));

    public bool Flag(string name, bool fallback)
    {
        switch (Text(name)?.ToUpperInvariant())
        {
            case null:
                return fallback;
            case "1" or "TRUE" or "YES" or "ON":
                return true;
            case "0" or "FALSE" or "NO" or "OFF":
                return false;
            default:
                Fault(name, "is neither true nor false; give one of 1, true, yes, on, 0, false, no, off");
                return fallback;
        }
    }
}
