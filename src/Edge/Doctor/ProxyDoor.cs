namespace EasyEnclave.Edge.Doctor;

/// <summary>Where the proxy listener is, for whoever wants to try it.</summary>
/// <param name="Port">Its port; null before it listens.</param>
public sealed record ProxyDoor(Func<int?> Port)
{
    /// <summary>Where there is none.</summary>
    public static ProxyDoor None { get; } = new(() => null);
}
