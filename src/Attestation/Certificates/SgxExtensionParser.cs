using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using EasyEnclave.Attestation.Collateral;

namespace EasyEnclave.Attestation.Certificates;

/// <summary>Intel's SGX extension of a PCK certificate (OID 1.2.840.113741.1.13.1), read by OID and never by position.</summary>
internal static class SgxExtensionParser
{
    public const int ComponentCount = 16;

    private const int ProcessorElements = 5;
    private const int PlatformElements = 7;

    public static bool TryParse(Certificate leaf, Certificate ca, [NotNullWhen(true)] out PckPlatform? platform)
    {
        platform = null;
        if (leaf.Extensions.Sgx is not { } extension)
            return false;
        try
        {
            var issuer = ca.SubjectCommonName == CertificateRoles.PlatformCaName ? PckCa.Platform : PckCa.Processor;
            platform = Parse(extension, issuer, leaf.Serial);
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static PckPlatform Parse(ReadOnlyMemory<byte> extension, PckCa ca, string serial)
    {
        var elements = ReadElements(new AsnReader(extension, AsnEncodingRules.DER), Oids.Sgx);
        if (elements.Count != (ca == PckCa.Platform ? PlatformElements : ProcessorElements))
            throw new AsnContentException("Not the elements that certificates of this CA have.");

        var tcb = ReadElements(Take(elements, 2), Oids.Sgx + ".2");
        if (tcb.Count != ComponentCount + 2)
            throw new AsnContentException("Not the elements that a TCB has.");

        return new PckPlatform
        {
            Ppid = Convert.ToHexStringLower(ReadOctets(Take(elements, 1), 16)),
            Components = ReadComponents(tcb),
            PceSvn = ReadInteger(Take(tcb, 17), ushort.MaxValue),
            CpuSvn = ReadOctets(Take(tcb, 18), 16),
            PceId = Convert.ToHexString(ReadOctets(Take(elements, 3), 2)),
            Fmspc = Convert.ToHexString(ReadOctets(Take(elements, 4), 6)),
            SgxType = ReadSgxType(Take(elements, 5)),
            PlatformInstanceId = ca == PckCa.Platform ? Convert.ToHexStringLower(ReadOctets(Take(elements, 6), 16)) : null,
            Configuration = ca == PckCa.Platform ? ReadConfiguration(Take(elements, 7)) : new PlatformConfiguration(null, null, null),
            Ca = ca,
            CertificateSerial = serial,
        };
    }

    /// <summary>A SEQUENCE of SEQUENCE { OID, value } by the last arc of the OID; a repeated or foreign OID is refused.</summary>
    private static Dictionary<int, AsnReader> ReadElements(AsnReader outer, string prefix)
    {
        var elements = new Dictionary<int, AsnReader>();
        var list = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        while (list.HasData)
        {
            var element = list.ReadSequence();
            var oid = element.ReadObjectIdentifier();
            if (!oid.StartsWith(prefix + ".", StringComparison.Ordinal)
                || !int.TryParse(oid.AsSpan(prefix.Length + 1), System.Globalization.NumberStyles.None, null, out var arc)
                || !elements.TryAdd(arc, element))
                throw new AsnContentException("An element that stands twice or does not belong here.");
        }

        return elements;
    }

    private static AsnReader Take(Dictionary<int, AsnReader> elements, int arc) =>
        elements.TryGetValue(arc, out var reader) ? reader : throw new AsnContentException("An element is missing.");

    private static byte[] ReadComponents(Dictionary<int, AsnReader> tcb)
    {
        var components = new byte[ComponentCount];
        for (var index = 0; index < ComponentCount; index++)
            components[index] = (byte)ReadInteger(Take(tcb, index + 1), byte.MaxValue);
        return components;
    }

    private static int ReadInteger(AsnReader reader, int max)
    {
        if (!reader.TryReadInt32(out var value) || value < 0 || value > max)
            throw new AsnContentException("A number out of range.");
        reader.ThrowIfNotEmpty();
        return value;
    }

    private static byte[] ReadOctets(AsnReader reader, int length)
    {
        var octets = reader.ReadOctetString();
        reader.ThrowIfNotEmpty();
        return octets.Length == length ? octets : throw new AsnContentException("Octets of another length.");
    }

    private static SgxType ReadSgxType(AsnReader reader)
    {
        var bytes = reader.ReadEnumeratedBytes().Span;
        reader.ThrowIfNotEmpty();
        return bytes is [<= (byte)SgxType.ScalableWithIntegrity] ? (SgxType)bytes[0] : throw new AsnContentException("An unknown SGX type.");
    }

    private static PlatformConfiguration ReadConfiguration(AsnReader reader)
    {
        var flags = ReadElements(reader, Oids.Sgx + ".7");
        if (flags.Keys.Any(arc => arc is < 1 or > 3))
            throw new AsnContentException("An unknown configuration flag.");
        return new PlatformConfiguration(ReadFlag(flags, 1), ReadFlag(flags, 2), ReadFlag(flags, 3));
    }

    private static bool? ReadFlag(Dictionary<int, AsnReader> flags, int arc)
    {
        if (!flags.TryGetValue(arc, out var reader))
            return null;
        var flag = reader.ReadBoolean();
        reader.ThrowIfNotEmpty();
        return flag;
    }
}
