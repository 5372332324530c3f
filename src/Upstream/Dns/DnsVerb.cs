namespace EasyEnclave.Upstream.Dns;

/// <summary>What became of a record.</summary>
public enum DnsVerb
{
    /// <summary>It was made.</summary>
    Created,

    /// <summary>It was changed.</summary>
    Updated,

    /// <summary>It was as it is wanted.</summary>
    Unchanged,

    /// <summary>Nobody asked for it, and it stays.</summary>
    Left,
}
