using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace EasyEnclave.Node.Options;

/// <summary>Reads settings from command line over environment over file, and gathers every fault instead of stopping at the first.</summary>
internal sealed class SettingsReader
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _faults = [];
    private readonly List<string> _warnings = [];

    private SettingsReader()
    {
    }

    /// <summary>What is wrong, each with the variable's name and the remedy.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>What is odd and harmless.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Gathers values.</summary>
    /// <param name="arguments">The command line without the verb: <c>--x-y value</c> or <c>--x-y=value</c>.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="file">appsettings, of which the section EasyEnclave is read.</param>
    public static SettingsReader Read(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> environment, IConfiguration file)
    {
        SettingsReader reader = new();
        reader.AddFile(file);
        reader.AddEnvironment(environment);
        reader.AddArguments(arguments);
        return reader;
    }

    public void Fault(string variable, string remedy) => _faults.Add($"{variable}: {remedy}");

    public bool IsSet(string variable) => _values.ContainsKey(variable);

    public string? Text(string variable) => _values.GetValueOrDefault(variable);

    public string Text(string variable, string otherwise) => _values.GetValueOrDefault(variable, otherwise);

    public IReadOnlyList<string> List(string variable, string otherwise = "") =>
        Text(variable, otherwise).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public int Number(string variable, int otherwise, int min, int max)
    {
        if (Text(variable) is not { } text)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max)
        {
            return value;
        }

        Fault(variable, $"must be a whole number from {min} to {max}");
        return otherwise;
    }

    public TimeSpan Seconds(string variable, int otherwise, int min, int max) => TimeSpan.FromSeconds(Number(variable, otherwise, min, max));

    public bool Flag(string variable, bool otherwise = false)
    {
        switch (Text(variable)?.ToLowerInvariant())
        {
            case null:
                return otherwise;
            case "0" or "false" or "no" or "off":
                return false;
            case "1" or "true" or "yes" or "on":
                return true;
            default:
                Fault(variable, "must be true or false");
                return false;
        }
    }

    public IPAddress Address(string variable, IPAddress otherwise)
    {
        if (Text(variable) is not { } text)
        {
            return otherwise;
        }

        if (text == "localhost")
        {
            return IPAddress.Loopback;
        }

        if (IPAddress.TryParse(text, out IPAddress? address))
        {
            return address;
        }

        Fault(variable, "must be an IP address to listen on, for example 0.0.0.0 or 127.0.0.1");
        return otherwise;
    }

    private void AddFile(IConfiguration file)
    {
        foreach (IConfigurationSection entry in file.GetSection("EasyEnclave").GetChildren())
        {
            Setting? known = KnownSettings.All.FirstOrDefault(setting => setting.Key.EndsWith(':' + entry.Key, StringComparison.OrdinalIgnoreCase));
            if (known is null)
            {
                Fault("EasyEnclave:" + entry.Key, "is no setting of this server; see docs/configuration.md");
            }
            else if (known.Secret)
            {
                Fault("EasyEnclave:" + entry.Key, $"is a secret: set {known.Variable} or {known.Variable}_FILE in the environment");
            }
            else
            {
                Put(known.Variable, entry.Value);
            }
        }
    }

    private void AddEnvironment(IReadOnlyDictionary<string, string?> environment)
    {
        foreach ((string name, string? value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (string.IsNullOrEmpty(value))
            {
                continue;
            }

            if (KnownSettings.All.Any(setting => setting.Variable == name))
            {
                Put(name, value);
            }
            else if (KnownSettings.All.FirstOrDefault(setting => setting.Secret && setting.Variable + "_FILE" == name) is { } secret)
            {
                AddSecretFile(secret.Variable, name, value, environment);
            }
            else if (KnownSettings.NotYet.Contains(name))
            {
                Fault(name, "is not served by this version, so what it asks for would not happen; unset it");
            }
            else if (name.StartsWith("EE_", StringComparison.Ordinal) && !KnownSettings.Elsewhere.Contains(name))
            {
                _warnings.Add($"{name} is no variable of this server and is ignored; see docs/configuration.md");
            }
        }
    }

    private void AddSecretFile(string variable, string name, string path, IReadOnlyDictionary<string, string?> environment)
    {
        if (!string.IsNullOrEmpty(environment.GetValueOrDefault(variable)))
        {
            Fault(name, $"and {variable} are both set; keep one of them");
            return;
        }

        try
        {
            string secret = File.ReadAllText(path).Trim();
            if (secret.Length == 0)
            {
                Fault(name, "names an empty file; put the secret in it, or unset it");
            }

            Put(variable, secret);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Fault(name, "names a file that cannot be read; check its path and rights");
        }
    }

    private void AddArguments(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            int equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? arguments[i] : arguments[i][..equals];
            Setting? known = KnownSettings.All.FirstOrDefault(setting => setting.Switch == name);
            if (known is null)
            {
                Fault(name, "is no switch of this server; see --help");
                continue;
            }

            string? value = equals >= 0 ? arguments[i][(equals + 1)..] : i + 1 < arguments.Count ? arguments[++i] : null;
            if (known.Secret)
            {
                Fault(name, $"would show a secret to every process here: set {known.Variable} or {known.Variable}_FILE in the environment");
            }
            else if (value is null)
            {
                Fault(name, "needs a value");
            }
            else
            {
                Put(known.Variable, value);
            }
        }
    }

    private void Put(string variable, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            _values.Remove(variable);
        }
        else
        {
            _values[variable] = value.Trim();
        }
    }
}
