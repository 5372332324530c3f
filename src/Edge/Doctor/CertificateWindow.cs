namespace EasyEnclave.Edge.Doctor;

/// <summary>A certificate of this node's, by what it is shown for and how long it lives.</summary>
/// <param name="Listener">What it is shown for.</param>
/// <param name="NotBefore">When its life begins.</param>
/// <param name="NotAfter">When it ends.</param>
/// <param name="Own">Whether this node makes its successor by itself.</param>
public sealed record CertificateWindow(string Listener, DateTimeOffset NotBefore, DateTimeOffset NotAfter, bool Own);
