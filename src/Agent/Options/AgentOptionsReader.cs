using EasyEnclave.Agent.Backend;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Agent.Options;

/// <summary>Makes an agent's options from its variables, or tells all that is wrong with them at once.</summary>
public static class AgentOptionsReader
{
    private const string IdForm = "1 to 128 characters of A-Z a-z 0-9 . _ : -";

    /// <summary>Reads the variables.</summary>
    /// <param name="variables">By the names operators write, such as <c>EE_CONTROL_WS</c>; empty is unset.</param>
    public static OptionsReading Read(IReadOnlyDictionary<string, string?> variables) => Read(variables, SmallFile.TryRead);

    /// <summary>As the other, with the files it may ask for given by the caller.</summary>
    internal static OptionsReading Read(IReadOnlyDictionary<string, string?> variables, Func<string, string?> readFile)
    {
        VariableReader reader = new(variables);
        AgentOptions options = ReadAll(reader, readFile);
        CheckSealed(reader, options, variables.Keys);
        _ = reader.Number("EE_DATA_CONNECTIONS", 1, 1, 8);
        string[] warnings = variables.Keys
            .Where(name => name.StartsWith("EE_", StringComparison.Ordinal) && !AgentVariables.All.Contains(name) && reader.Text(name) is not null)
            .Order(StringComparer.Ordinal)
            .Select(name => $"{name} means nothing to the agent")
            .ToArray();
        return new OptionsReading(reader.Faults.Count == 0 ? options : null, reader.Faults, warnings);
    }

    // What could not be read is null or default here; the caller throws the whole away as soon as there is a fault.
    private static AgentOptions ReadAll(VariableReader reader, Func<string, string?> readFile)
    {
        QuoteProvider provider = Provider(reader);
        bool simulated = provider == QuoteProvider.Simulated;
        bool allowPrivate = reader.Flag("EE_CONTROL_WS_ALLOW_PRIVATE", simulated);
        Uri? control = ControlUrl.Read(reader, allowPrivate);
        return new AgentOptions
        {
            ControlUrl = control!,
            AllowPrivateControl = allowPrivate,
            Repo = reader.Id<RepoName>("EE_REPO", "the GitHub repository as owner/name"),
            ReleaseTag = reader.Id<ReleaseTag>("EE_RELEASE_TAG", "the release's git tag"),
            App = reader.Id<AppName>("EE_APP_NAME", "a lowercase DNS label of at most 63 characters that is not reserved"),
            Network = reader.Id<NetworkName>("EE_NETWORK", "a network's name, such as forge-1", NetworkName.Forge1),
            AgentId = reader.Id<AgentId>("EE_AGENT_ID", IdForm),
            NodeId = Node(reader),
            NodeToken = reader.Secret("EE_NODE_TOKEN", readFile),
            Backend = Backend(reader)!,
            HealthPath = HealthPath(reader),
            HealthInterval = reader.Seconds("EE_HEALTH_INTERVAL_SEC", 60, 3600),
            ReconnectDelay = reader.Seconds("EE_RECONNECT_DELAY_SEC", 5, 60),
            BackendTimeout = reader.Seconds("EE_PROXY_TIMEOUT_SEC", 15, 3600),
            MaxBodyBytes = reader.Number("EE_PROXY_MAX_BODY_BYTES", 10 * 1024 * 1024, 1024, 128 * 1024 * 1024),
            QuoteProvider = provider,
            DevelopmentPlatform = simulated ? reader.Text("EE_DEV_PLATFORM") : null,
            TsmPath = reader.Text("EE_TSM_PATH") ?? "/sys/kernel/config/tsm/report",
            VmImageId = VmImage.Read(reader, simulated, readFile),
            Sealed = reader.Flag("SEAL_VM", false),
            RaTls = ControlTrustReader.Read(reader, control, readFile),
        };
    }

    private static QuoteProvider Provider(VariableReader reader)
    {
        switch (reader.Text("EE_QUOTE_PROVIDER"))
        {
            case null or "configfs":
                return QuoteProvider.Configfs;
            case "simulated":
                if (reader.Text("EE_DEV_PLATFORM") is null)
                    reader.Fault("EE_DEV_PLATFORM", "is not set; simulated quotes need the folder of a simulated platform");
                return QuoteProvider.Simulated;
            default:
                reader.Fault("EE_QUOTE_PROVIDER", "is unknown; give configfs (TDX hardware) or simulated (development)");
                return QuoteProvider.Configfs;
        }
    }

    private static NodeId Node(VariableReader reader)
    {
        if (reader.Text("EE_NODE_ID") is not null)
            return reader.Id<NodeId>("EE_NODE_ID", IdForm);

        // The agent's own name unless set; where that one is at fault, it has been told already.
        return NodeId.TryParse(reader.Text("EE_AGENT_ID"), out NodeId same) ? same : default;
    }

    private static BackendAddress? Backend(VariableReader reader)
    {
        string? text = reader.Text("EE_BACKEND_URL");
        if (!BackendAddress.TryParse(text, out BackendAddress? backend))
            reader.Fault("EE_BACKEND_URL", $"{(text is null ? "is not set" : "is not valid")}; give http://host:port or unix:/path/to/socket");
        return backend;
    }

    private static string HealthPath(VariableReader reader)
    {
        string path = reader.Text("EE_BACKEND_HEALTH_PATH") ?? "/";
        if (!RequestTarget.IsValid(path))
            reader.Fault("EE_BACKEND_HEALTH_PATH", "is no path; give one that starts with a single /");
        return path;
    }

    private static void CheckSealed(VariableReader reader, AgentOptions options, IEnumerable<string> names)
    {
        if (!options.Sealed)
            return;
        if (options.Backend is { IsLocal: false })
            reader.Fault("EE_BACKEND_URL", "leaves the machine, which SEAL_VM forbids; give a loopback address or a unix socket");
        if (options.QuoteProvider == QuoteProvider.Simulated)
            reader.Fault("EE_QUOTE_PROVIDER", "is simulated, which SEAL_VM forbids; unset it");
        foreach (string name in names.Where(name => name.StartsWith("EE_DEV_", StringComparison.Ordinal) && reader.Text(name) is not null))
            reader.Fault(name, "is a development setting, which SEAL_VM forbids; unset it");
    }
}
