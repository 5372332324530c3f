namespace EasyEnclave.Upstream;

/// <summary>A source that has newer looked for by itself, and not only when an agent asks.</summary>
public interface IRenewable
{
    /// <summary>Looks for newer of what is known and due, a few at a time, and ends with that; to be called about once a minute.</summary>
    ValueTask RenewDueAsync(CancellationToken cancellationToken);
}
