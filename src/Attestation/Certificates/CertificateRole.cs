namespace EasyEnclave.Attestation.Certificates;

/// <summary>The places that a certificate can stand in, which are never interchangeable.</summary>
internal enum CertificateRole
{
    Root,
    PckCa,
    Pck,
    TcbSigning,
}
