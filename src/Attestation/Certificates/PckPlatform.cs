using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Attestation.Certificates;

/// <summary>The machine a quote comes from, as its verified PCK certificate describes it.</summary>
public sealed record PckPlatform
{
    /// <summary>The kind of platform, 12 uppercase hex digits.</summary>
    public required string Fmspc { get; init; }

    /// <summary>The provisioning certification enclave, 4 uppercase hex digits.</summary>
    public required string PceId { get; init; }

    /// <summary>That enclave's security version, 0 to 65,535.</summary>
    public required int PceSvn { get; init; }

    /// <summary>The 16 SGX TCB component SVNs.</summary>
    public required ReadOnlyMemory<byte> Components { get; init; }

    /// <summary>The raw CPUSVN, 16 bytes.</summary>
    public required ReadOnlyMemory<byte> CpuSvn { get; init; }

    /// <summary>The id of this one machine, 32 lowercase hex digits.</summary>
    public required string Ppid { get; init; }

    /// <summary>The id of this one machine's current installation, 32 lowercase hex digits; null under the Processor CA.</summary>
    public string? PlatformInstanceId { get; init; }

    /// <summary>How the platform protects memory.</summary>
    public required SgxType SgxType { get; init; }

    /// <summary>The platform's configuration flags.</summary>
    public required PlatformConfiguration Configuration { get; init; }

    /// <summary>The CA that issued the certificate.</summary>
    public required PckCa Ca { get; init; }

    /// <summary>The serial number of the PCK certificate, lowercase hex without leading zero octets.</summary>
    public required string CertificateSerial { get; init; }
}
