namespace EasyEnclave.Actors.Tunnels;

/// <summary>Where the re-check of an attested tunnel is; it goes on serving meanwhile.</summary>
public abstract record Check
{
    private Check()
    {
    }

    /// <summary>None is under way.</summary>
    public sealed record Idle : Check
    {
        /// <summary>The one instance.</summary>
        public static Idle Instance { get; } = new();
    }

    /// <summary>A challenge waits for its quote.</summary>
    public sealed record Asked(Challenge Open) : Check;

    /// <summary>The quote is being judged and written.</summary>
    public sealed record Judging(Challenge Answered) : Check;
}
