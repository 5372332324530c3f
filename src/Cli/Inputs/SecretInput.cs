using System.Diagnostics.CodeAnalysis;
using System.Text;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli.Inputs;

/// <summary>Secrets: from a variable, or from the file that the variable with <c>_FILE</c> behind its name names; never from a switch.</summary>
internal static class SecretInput
{
    private const int MaxFileBytes = 4096;

    /// <summary>Reads a secret; null where none is set.</summary>
    public static bool TryRead(Shell shell, string variable, out string? secret, [NotNullWhen(false)] out Outcome? fault)
    {
        (secret, fault) = (Unempty(shell.Variable(variable)), null);
        if (secret is not null || Unempty(shell.Variable(variable + "_FILE")) is not { } path)
            return true;
        if (!FileInput.TryRead(shell, path, MaxFileBytes, out var bytes, out fault))
            return false;
        secret = Unempty(Encoding.ASCII.GetString(bytes).Trim());
        return true;
    }

    private static string? Unempty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
