using System.Text;

namespace EasyEnclave.Agent.Options;

/// <summary>Finds out which image this machine was started from.</summary>
internal static class VmImage
{
    private const int MaxBytes = 1024;

    public static string Read(VariableReader reader, bool simulated, Func<string, string?> readFile)
    {
        string? id = reader.Text("VM_IMAGE_ID") ?? readFile(AgentVariables.VmImageIdFile)?.Trim();
        if (string.IsNullOrEmpty(id) && simulated)
            return "development";

        if (string.IsNullOrEmpty(id))
            reader.Fault("VM_IMAGE_ID", $"is not set and {AgentVariables.VmImageIdFile} does not say it; give the image's id");
        else if (Encoding.UTF8.GetByteCount(id) > MaxBytes || id.Any(char.IsControl) || id.Any(char.IsSurrogate))
            reader.Fault("VM_IMAGE_ID", "is not valid; give 1 to 1,024 bytes without control characters");
        return id ?? string.Empty;
    }
}
