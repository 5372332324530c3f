namespace EasyEnclave.Simulation.Certificates;

/// <summary>One X.509 extension of a certificate, a CRL or a CRL entry.</summary>
/// <param name="Oid">Its dotted object identifier.</param>
/// <param name="Critical">Whether a reader that does not know it must refuse.</param>
/// <param name="Value">The DER inside the octet string.</param>
public sealed record CertificateExtension(string Oid, bool Critical, ReadOnlyMemory<byte> Value);
