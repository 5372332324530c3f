using System.Formats.Asn1;

namespace EasyEnclave.Simulation.Certificates;

/// <summary>
/// The distinguished names of simulated certificates: Intel's common names, since verifiers demand them, beside words nobody can take
/// for Intel's.
/// </summary>
public static class SimulatedName
{
    /// <summary>The organisation every simulated certificate and CRL names.</summary>
    public const string Organization = "EasyEnclave SIMULATED PLATFORM - NOT HARDWARE";

    /// <summary>Common name of the root.</summary>
    public const string Root = "Intel SGX Root CA";

    /// <summary>Common name of the Platform CA.</summary>
    public const string PlatformCa = "Intel SGX PCK Platform CA";

    /// <summary>Common name of the Processor CA.</summary>
    public const string ProcessorCa = "Intel SGX PCK Processor CA";

    /// <summary>Common name of a PCK leaf.</summary>
    public const string Pck = "Intel SGX PCK Certificate";

    /// <summary>Common name of the TCB signing certificate.</summary>
    public const string TcbSigning = "Intel SGX TCB Signing";

    internal static void Write(AsnWriter writer, string commonName, string organization)
    {
        using (writer.PushSequence())
        {
            Part(writer, "2.5.4.3", commonName);
            Part(writer, "2.5.4.10", organization);
            Part(writer, "2.5.4.7", "Nowhere");
            Part(writer, "2.5.4.8", "Simulation");
            Part(writer, "2.5.4.6", "ZZ", UniversalTagNumber.PrintableString);
        }
    }

    private static void Part(AsnWriter writer, string oid, string value, UniversalTagNumber encoding = UniversalTagNumber.UTF8String)
    {
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteCharacterString(encoding, value);
        }
    }
}
