using EasyEnclave.Protocol.Ids;
using EasyEnclave.Upstream.ControlPlanes;

namespace EasyEnclave.Agent.Options;

/// <summary>The rules for the variables of attested TLS.</summary>
internal static class ControlTrustReader
{
    private const string Path = "EE_CONTROL_ALLOWLIST_PATH";
    private const string Repo = "EE_CONTROL_ALLOWLIST_REPO";
    private const string Tag = "EE_CONTROL_ALLOWLIST_TAG";
    private const string Required = "EE_CONTROL_ALLOWLIST_REQUIRED";

    private static readonly string[] Others =
        [Path, Repo, Tag, "EE_CONTROL_ALLOWLIST_ASSET", "EE_CONTROL_ALLOWLIST_TOKEN", "EE_CONTROL_ALLOWLIST_TOKEN_FILE", "EE_PCCS_URL", "EE_COLLATERAL_DIR"];

    /// <summary>Reads them; null without attested TLS.</summary>
    public static ControlTrust? Read(VariableReader reader, Uri? control, Func<string, string?> readFile)
    {
        bool enabled = reader.Flag("EE_RATLS_ENABLED", false);
        bool required = reader.Flag(Required, enabled);
        if (!enabled)
        {
            // Asking for more protection than there is must not pass in silence.
            if (required)
                reader.Fault(Required, "asks for attested TLS; set EE_RATLS_ENABLED=true");
            foreach (string name in Others.Where(name => reader.Text(name) is not null))
                reader.Fault(name, "has no effect without attested TLS; set EE_RATLS_ENABLED=true or unset it");
            return null;
        }

        if (control is { Scheme: not "wss" })
            reader.Fault("EE_RATLS_ENABLED", "needs TLS; give EE_CONTROL_WS as wss://");
        ControlAllowlist? list = Allowlist(reader, readFile);
        if (list is null && required)
            reader.Fault(Path, $"is not set; give the control plane's allowlist, or {Repo} and {Tag}, or set {Required}=false to take any genuine TD");
        return new ControlTrust { Allowlist = list, PccsUrl = Url(reader), CollateralDirectory = Folder(reader) };
    }

    private static ControlAllowlist? Allowlist(VariableReader reader, Func<string, string?> readFile)
    {
        ReleaseTag? tag = reader.Text(Tag) is null ? null : reader.Id<ReleaseTag>(Tag, "the release's git tag");
        if (reader.Text(Path) is { } path)
        {
            if (reader.Text(Repo) is not null)
                reader.Fault(Repo, $"is set beside {Path}; give one of them");
            return new ControlAllowlist.InFile(path, tag);
        }

        if (reader.Text(Repo) is null)
        {
            if (tag is not null)
                reader.Fault(Tag, $"is set without {Repo} or {Path}; give one of them");
            return null;
        }

        RepoName repo = reader.Id<RepoName>(Repo, "the GitHub repository as owner/name");
        if (tag is null)
            reader.Fault(Tag, $"is not set; {Repo} needs the release's git tag");
        return new ControlAllowlist.OfRelease(
            repo, tag ?? default, reader.Text("EE_CONTROL_ALLOWLIST_ASSET") ?? ControlPlaneList.DefaultAsset, Token(reader, readFile));
    }

    private static string? Token(VariableReader reader, Func<string, string?> readFile)
    {
        string? token = reader.Secret("EE_CONTROL_ALLOWLIST_TOKEN", readFile);
        if (token?.All(c => char.IsAscii(c) && !char.IsControl(c) && c != ' ') == false)
            reader.Fault("EE_CONTROL_ALLOWLIST_TOKEN", "is no token as GitHub gives it; check for a pasted line break");
        return token;
    }

    private static Uri? Url(VariableReader reader)
    {
        if (reader.Text("EE_PCCS_URL") is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback))
            && url.UserInfo.Length == 0 && url.Query.Length == 0)
            return url;
        reader.Fault("EE_PCCS_URL", "must be an https URL (http to this machine alone) without a user name and without a query");
        return null;
    }

    private static string? Folder(VariableReader reader)
    {
        string? folder = reader.Text("EE_COLLATERAL_DIR");
        if (folder is not null && reader.Text("EE_PCCS_URL") is not null)
            reader.Fault("EE_PCCS_URL", "and EE_COLLATERAL_DIR are both set, and only the folder would be read; give one of them");
        return folder;
    }
}
