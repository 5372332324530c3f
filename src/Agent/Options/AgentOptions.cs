using System.Text;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Agent.Options;

/// <summary>Everything an agent is told at its start.</summary>
public sealed record AgentOptions
{
    /// <summary><c>EE_CONTROL_WS</c>: the tunnel's address; <c>ws</c> only to loopback, else <c>wss</c>.</summary>
    public required Uri ControlUrl { get; init; }

    /// <summary><c>EE_CONTROL_WS_ALLOW_PRIVATE</c>: whether the control plane may be on a private or loopback address.</summary>
    public required bool AllowPrivateControl { get; init; }

    /// <summary><c>EE_REPO</c>: the repository whose release this agent runs.</summary>
    public required RepoName Repo { get; init; }

    /// <summary><c>EE_RELEASE_TAG</c>: the release.</summary>
    public required ReleaseTag ReleaseTag { get; init; }

    /// <summary><c>EE_APP_NAME</c>: the name the app is reached by.</summary>
    public required AppName App { get; init; }

    /// <summary><c>EE_NETWORK</c>: the network to join; <c>forge-1</c> unless set.</summary>
    public NetworkName Network { get; init; } = NetworkName.Forge1;

    /// <summary><c>EE_AGENT_ID</c>: this agent's own name.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary><c>EE_NODE_ID</c>: the machine's name in the ledger; the agent's id unless set.</summary>
    public required NodeId NodeId { get; init; }

    /// <summary><c>EE_NODE_TOKEN</c> (or <c>_FILE</c>): the registered node's secret; null without one.</summary>
    public string? NodeToken { get; init; }

    /// <summary><c>EE_BACKEND_URL</c>: where requests are forwarded to.</summary>
    public required BackendAddress Backend { get; init; }

    /// <summary><c>EE_BACKEND_HEALTH_PATH</c>: what the heartbeat asks for; <c>/</c> unless set.</summary>
    public string HealthPath { get; init; } = "/";

    /// <summary><c>EE_HEALTH_INTERVAL_SEC</c>: time between heartbeats, 1 to 3600 seconds; 60 unless set.</summary>
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary><c>EE_RECONNECT_DELAY_SEC</c>: the delay that doubles up to 60 seconds, 1 to 60; 5 unless set.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary><c>EE_PROXY_TIMEOUT_SEC</c>: time a backend has for a whole answer, 1 to 3600 seconds; 15 unless set.</summary>
    public TimeSpan BackendTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary><c>EE_PROXY_MAX_BODY_BYTES</c>: bytes of a response's body; 10 MiB unless set.</summary>
    public int MaxBodyBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary><c>EE_QUOTE_PROVIDER</c>: where quotes come from.</summary>
    public QuoteProvider QuoteProvider { get; init; } = QuoteProvider.Configfs;

    /// <summary><c>EE_DEV_PLATFORM</c>: the simulated platform's folder; null with real hardware.</summary>
    public string? DevelopmentPlatform { get; init; }

    /// <summary><c>EE_TSM_PATH</c>: the folder in which Linux makes attestation reports.</summary>
    public string TsmPath { get; init; } = "/sys/kernel/config/tsm/report";

    /// <summary><c>VM_IMAGE_ID</c> or <c>/etc/easy-enclave/vm_image_id</c>: the image this machine was started from, 1 to 1,024 bytes.</summary>
    public required string VmImageId { get; init; }

    /// <summary><c>SEAL_VM</c>: nobody can log in, and nothing of development is allowed.</summary>
    public bool Sealed { get; init; }

    /// <summary><c>EE_RATLS_ENABLED</c>: attested TLS both ways, and what the control plane must be; null without it.</summary>
    public ControlTrust? RaTls { get; init; }

    /// <summary>All settings for people; of the token only whether it is set.</summary>
    public override string ToString()
    {
        AgentOptions shown = this with { NodeToken = NodeToken is null ? null : "(set)" };
        StringBuilder text = new();
        shown.PrintMembers(text);
        return $"{nameof(AgentOptions)} {{ {text} }}";
    }
}
