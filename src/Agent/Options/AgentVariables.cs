using System.Collections.Frozen;

namespace EasyEnclave.Agent.Options;

/// <summary>The agent's variables by the names operators write.</summary>
internal static class AgentVariables
{
    /// <summary>Secrets: never taken from the command line, where every process of the machine can read them.</summary>
    public static readonly FrozenSet<string> Secrets = FrozenSet.Create(StringComparer.Ordinal, "EE_NODE_TOKEN", "EE_CONTROL_ALLOWLIST_TOKEN");

    /// <summary>All of them.</summary>
    public static readonly FrozenSet<string> All = FrozenSet.Create(
        StringComparer.Ordinal,
        "EE_CONTROL_WS", "EE_CONTROL_WS_ALLOW_PRIVATE", "EE_REPO", "EE_RELEASE_TAG", "EE_APP_NAME", "EE_NETWORK", "EE_AGENT_ID",
        "EE_NODE_ID", "EE_NODE_TOKEN", "EE_NODE_TOKEN_FILE", "EE_BACKEND_URL", "EE_BACKEND_HEALTH_PATH", "EE_HEALTH_INTERVAL_SEC",
        "EE_RECONNECT_DELAY_SEC", "EE_PROXY_TIMEOUT_SEC", "EE_PROXY_MAX_BODY_BYTES", "EE_QUOTE_PROVIDER", "EE_DEV_PLATFORM",
        "EE_TSM_PATH", "EE_DATA_CONNECTIONS", "EE_RATLS_ENABLED", "EE_CONTROL_ALLOWLIST_PATH", "EE_CONTROL_ALLOWLIST_REPO",
        "EE_CONTROL_ALLOWLIST_TAG", "EE_CONTROL_ALLOWLIST_ASSET", "EE_CONTROL_ALLOWLIST_TOKEN", "EE_CONTROL_ALLOWLIST_TOKEN_FILE",
        "EE_CONTROL_ALLOWLIST_REQUIRED", "EE_PCCS_URL", "EE_COLLATERAL_DIR", "VM_IMAGE_ID", "SEAL_VM");

    /// <summary>The file that holds the image's id where <c>VM_IMAGE_ID</c> is not set.</summary>
    public const string VmImageIdFile = "/etc/easy-enclave/vm_image_id";
}
