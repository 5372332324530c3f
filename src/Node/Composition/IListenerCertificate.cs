namespace EasyEnclave.Node.Composition;

/// <summary>Where a listener has its certificate from; asked at every handshake.</summary>
internal interface IListenerCertificate
{
    /// <summary>The one to show now.</summary>
    ShownCertificate Current { get; }
}
