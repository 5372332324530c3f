namespace EasyEnclave.Protocol;

/// <summary>Every cap on what comes from outside, each with its reason.</summary>
public static class Limits
{
    /// <summary>Characters of an agent or node id: fits a host name and a cloud instance id with room to spare.</summary>
    public const int AgentIdLength = 128;

    /// <summary>Characters of a repository or a tag: what GitHub and git's file names allow.</summary>
    public const int RepoLength = 255;

    /// <summary>Characters of a network's name: an operator types it.</summary>
    public const int NetworkLength = 64;

    /// <summary>Characters of a DNS label (RFC 1035, section 2.3.4).</summary>
    public const int DnsLabelLength = 63;

    /// <summary>Bytes of one frame before attestation: a quote of 16 KiB in base64, claims and names; a stranger gets no more memory.</summary>
    public const int StrangerFrameBytes = 64 * 1024;

    /// <summary>Bytes of one control frame once attested.</summary>
    public const int ControlFrameBytes = 1024 * 1024;

    /// <summary>Bytes of a quote: real ones are under 9 KiB with padding.</summary>
    public const int QuoteBytes = 16 * 1024;

    /// <summary>Bytes of the claims object as sent: 32 members of a short name and at most 1 KiB each.</summary>
    public const int ClaimsBytes = 40 * 1024;

    /// <summary>Nesting of a frame's JSON: a frame, an object in it, an array in that, and slack for fields we do not know.</summary>
    public const int FrameDepth = 16;

    /// <summary>Bytes of a frame to a version 1 agent: the original's client takes no more.</summary>
    public const int EnvelopeFrameBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of all version 1 bodies in flight: bounds the memory that buffered envelopes can take together.</summary>
    public const long EnvelopeBudgetBytes = 256L * 1024 * 1024;

    /// <summary>Header fields in one envelope: what Kestrel itself takes by default.</summary>
    public const int HeaderCount = 100;

    /// <summary>Bytes of all header names and values in one envelope: what Kestrel itself takes by default.</summary>
    public const int HeaderBytes = 32 * 1024;

    /// <summary>Characters of a request's path and query: the line length Kestrel takes by default.</summary>
    public const int PathLength = 8 * 1024;

    /// <summary>Frames besides answers that an agent may send at once: a registration, an attestation and many mistakes.</summary>
    public const int FrameBurst = 64;

    /// <summary>Frames besides answers that an agent may send in a second: health comes once a minute.</summary>
    public const int FramesPerSecond = 16;

    /// <summary>Faulty frames that a tunnel survives: enough to see what is wrong, too few to be a load.</summary>
    public const int FaultyFrames = 16;

    /// <summary>Time from the upgrade to a valid registration.</summary>
    public static readonly TimeSpan RegisterDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Time between the server's pings on a tunnel; two unanswered end it.</summary>
    public static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(15);

    /// <summary>Connections that are no tunnels: far more than fronts need, far fewer than a process may have files open.</summary>
    public const int Connections = 20_000;

    /// <summary>Tunnels without an attestation, in all: bounds what strangers can hold.</summary>
    public const int StrangerTunnels = 4096;

    /// <summary>Tunnels without an attestation from one /24 or /48.</summary>
    public const int StrangerTunnelsPerPrefix = 256;

    /// <summary>Tunnels without an attestation that one known agent's id holds outside the strangers' places: old, new, and slack.</summary>
    public const int UnattestedTunnelsPerAgent = 4;

    /// <summary>Refusals written to the store in a second; the rest are counted only.</summary>
    public const int RefusalsWrittenPerSecond = 10;

    /// <summary>Refusals of strangers written apart in an hour on end: a flood that lasts grows the store by some 7 MB a day, and no faster.</summary>
    public const int RefusalsWrittenPerHour = 3600;

    /// <summary>Requests in flight on one version 1 tunnel: what an agent can have buffered at once.</summary>
    public const int ExchangesPerTunnel = 256;

    /// <summary>Requests in flight from one node of a cluster to another: one for each connection that a node takes.</summary>
    public const int ExchangesPerPeer = Connections;

    /// <summary>Frames waiting to be sent on one tunnel before senders wait: back-pressure instead of memory.</summary>
    public const int OutboundFrames = 64;

    /// <summary>Messages waiting in one agent's mailbox before the socket's reader waits.</summary>
    public const int MailboxMessages = 64;

    /// <summary>Entries waiting for the store's writer before callers are told to come back later.</summary>
    public const int WriterQueue = 8192;

    /// <summary>Entries in one commit: a long transaction makes everyone behind it wait.</summary>
    public const int CommitEntries = 500;

    /// <summary>Bytes of a reason in a status frame.</summary>
    public const int ReasonLength = 120;

    /// <summary>Bytes of a request body to an administrative endpoint.</summary>
    public const int AdminBodyBytes = 64 * 1024;

    /// <summary>Bytes of a request body that moves money: a full bulk of transfers with long memos.</summary>
    public const int MoneyBodyBytes = 8 * 1024 * 1024;

    /// <summary>Bytes of a request body that holds an allowlist of 1 MiB as base64.</summary>
    public const int AllowlistBodyBytes = 1536 * 1024;

    /// <summary>Characters of an operator's reason: a few sentences, kept in every event for years.</summary>
    public const int ActionReasonLength = 500;

    /// <summary>Characters of a bearer token: every form in use is far shorter, and each presented one is hashed.</summary>
    public const int BearerTokenLength = 1024;

    /// <summary>Rows in one page of a list.</summary>
    public const int PageRows = 1000;

    /// <summary>Rows in one page when nobody says how many.</summary>
    public const int PageRowsDefault = 100;

    /// <summary>Followers of the event feed: operators' tools, each of which reads the store at every commit.</summary>
    public const int EventFollowers = 64;

    /// <summary>Resolve watchers in all: each holds a connection.</summary>
    public const int Watchers = 10_000;

    /// <summary>Characters of a relying party's nonce, at least: 8 bytes in base64url (RFC 9711, section 4.1).</summary>
    public const int ResultNonceLengthMin = 11;

    /// <summary>Characters of a relying party's nonce: the most that an EAT takes as text (RFC 9711, section 4.1).</summary>
    public const int ResultNonceLength = 88;

    /// <summary>Signed answers in a second, in all: a signature costs 30 µs, evidence some reads of the store.</summary>
    public const int SignedAnswers = 500;

    /// <summary>Signed answers in a second for one /24 or /48.</summary>
    public const int SignedAnswersPerPrefix = 20;

    /// <summary>Resolve watchers of one /24 or /48.</summary>
    public const int WatchersPerPrefix = 32;

    /// <summary>Characters of a user's account: an e-mail address or a cloud id with room to spare.</summary>
    public const int AccountIdLength = 128;

    /// <summary>Characters of an idempotency key: what other payment interfaces take.</summary>
    public const int IdempotencyKeyLength = 255;

    /// <summary>Micro-USD in one amount from outside, a thousand million dollars: nine thousand such still fit an account.</summary>
    public const long AmountMicroUsd = 1_000_000_000_000_000;

    /// <summary>Millionths of a vCPU-hour in one report: ten thousand vCPUs over the longest period.</summary>
    public const long VcpuHoursMillionths = 10_000L * 31 * 24 * 1_000_000;

    /// <summary>Characters of a transfer's memo: a few sentences, kept for ever.</summary>
    public const int MemoLength = 500;

    /// <summary>Characters of a payment's reference: what payment rails give.</summary>
    public const int ReferenceLength = 255;

    /// <summary>Commands in one bulk request, and transfers in one entry: what one commit holds without making others wait long.</summary>
    public const int BulkCommands = 8190;

    /// <summary>Transfers that one commit of the ledger gathers from many callers: at most some tens of milliseconds.</summary>
    public const int LedgerCommitTransfers = 2048;

    /// <summary>Transfers that wait for the ledger's writer before callers are told to come back later.</summary>
    public const int LedgerQueue = 65_536;

    /// <summary>Accounts the ledger's writer keeps in memory; beyond it, it reads their rows again.</summary>
    public const int LedgerAccountsKept = 131_072;

    /// <summary>Quotes without a nonce that are remembered of one agent: three months of one an hour, and some. After that it needs a fresh certificate.</summary>
    public const int SeenQuotesPerAgent = 4096;
}
