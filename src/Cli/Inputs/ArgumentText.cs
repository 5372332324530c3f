using System.Buffers;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace EasyEnclave.Cli.Inputs;

/// <summary>Options whose text has a form; another form is wrong usage, told before anything is done.</summary>
internal static class ArgumentText
{
    /// <summary>An option for an instant.</summary>
    public static Option<DateTimeOffset?> Instant(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (InstantText.TryParse(result.Tokens.Single().Value, out var instant))
                return instant;
            return Refuse<DateTimeOffset?>(result, $"{name} takes Unix seconds or RFC 3339 with an offset, as 2026-11-22T12:00:00Z.");
        },
    };

    /// <summary>An option for bytes in hex.</summary>
    /// <param name="name">The option.</param>
    /// <param name="description">Its help.</param>
    /// <param name="minBytes">The fewest bytes.</param>
    /// <param name="maxBytes">The most bytes.</param>
    public static Option<ReadOnlyMemory<byte>?> Hex(string name, string description, int minBytes, int maxBytes) => new(name)
    {
        Description = description,
        HelpName = "HEX",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value.AsSpan();
            if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
                text = text[2..];
            var bytes = new byte[text.Length / 2];
            if (text.Length % 2 == 0 && bytes.Length >= minBytes && bytes.Length <= maxBytes
                && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done)
                return (ReadOnlyMemory<byte>?)bytes;
            var size = minBytes == maxBytes ? $"{maxBytes}" : $"{minBytes} to {maxBytes}";
            return Refuse<ReadOnlyMemory<byte>?>(result, $"{name} takes {size} bytes in hex.");
        },
    };

    /// <summary>An option for one of several words, whatever their case.</summary>
    public static Option<T?> Word<T>(string name, string description, IReadOnlyDictionary<string, T> words)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = string.Join('|', words.Keys),
            CustomParser = result =>
            {
                var given = result.Tokens.Single().Value;
                foreach (var (word, value) in words)
                {
                    if (string.Equals(word, given, StringComparison.OrdinalIgnoreCase))
                        return value;
                }

                return Refuse<T?>(result, $"{name} takes one of {string.Join(", ", words.Keys)}.");
            },
        };

    private static T? Refuse<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default;
    }
}
