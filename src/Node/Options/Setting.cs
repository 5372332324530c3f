namespace EasyEnclave.Node.Options;

/// <summary>A variable the server knows.</summary>
/// <param name="Variable">As the operator writes it in the environment.</param>
/// <param name="Default">What holds when it is unset, as it would be written; a dash for none.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Secret">A secret: by environment or <c>…_FILE</c>, never by switch.</param>
internal sealed record Setting(string Variable, string Default, string Summary, bool Secret = false)
{
    private const string Prefix = "EE_";

    /// <summary>The switch of the same meaning.</summary>
    public string Switch => "--" + Name.ToLowerInvariant().Replace('_', '-');

    /// <summary>The key in appsettings.</summary>
    public string Key => "EasyEnclave:" + Name.Replace("_", string.Empty, StringComparison.Ordinal);

    // Names that others chose, such as Cloudflare's own, have no prefix to leave out.
    private string Name => Variable.StartsWith(Prefix, StringComparison.Ordinal) ? Variable[Prefix.Length..] : Variable;
}
