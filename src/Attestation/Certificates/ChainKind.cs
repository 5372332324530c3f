namespace EasyEnclave.Attestation.Certificates;

/// <summary>The chains there are, by what their first certificate vouches for.</summary>
internal enum ChainKind
{
    Pck,
    TcbInfo,
    QeIdentity,
    PckCrl,
}
