using System.Formats.Asn1;

namespace EasyEnclave.Simulation.Certificates;

/// <summary>Content of the SGX extension (1.2.840.113741.1.13.1) by which a PCK certificate describes its platform.</summary>
public sealed record SgxExtensionRecipe
{
    /// <summary>The extension's object identifier; its elements lie under it.</summary>
    public const string Oid = "1.2.840.113741.1.13.1";

    /// <summary>Identifies the platform, 16 bytes.</summary>
    public required ReadOnlyMemory<byte> Ppid { get; init; }

    /// <summary>The SGX TCB component SVNs, 16 bytes.</summary>
    public required ReadOnlyMemory<byte> Components { get; init; }

    /// <summary>The provisioning certification enclave's SVN, 0 to 65535.</summary>
    public required int PceSvn { get; init; }

    /// <summary>CPUSVN, 16 bytes; the components where null, as on every real certificate.</summary>
    public ReadOnlyMemory<byte>? CpuSvn { get; init; }

    /// <summary>The provisioning certification enclave's id, 2 bytes.</summary>
    public required ReadOnlyMemory<byte> PceId { get; init; }

    /// <summary>Family, model, stepping and custom SKU, 6 bytes.</summary>
    public required ReadOnlyMemory<byte> Fmspc { get; init; }

    /// <summary>0 standard, 1 scalable, 2 scalable with integrity.</summary>
    public int SgxType { get; init; } = 1;

    /// <summary>16 bytes on certificates of the Platform CA, else null.</summary>
    public ReadOnlyMemory<byte>? PlatformInstanceId { get; init; }

    /// <summary>Dynamic platform, cached keys and SMT flags on certificates of the Platform CA, else null.</summary>
    public (bool Dynamic, bool CachedKeys, bool Smt)? Configuration { get; init; }

    /// <summary>Changes the list of finished elements (each a SEQUENCE of OID and value): drops, doubles, reorders.</summary>
    public Func<IReadOnlyList<ReadOnlyMemory<byte>>, IEnumerable<ReadOnlyMemory<byte>>>? Elements { get; init; }

    internal CertificateExtension Encode() => new(Oid, Critical: false, Der.Encode(writer =>
    {
        using (writer.PushSequence())
        {
            foreach (var element in Elements is null ? Standard() : Elements(Standard())) writer.WriteEncodedValue(element.Span);
        }
    }));

    private List<ReadOnlyMemory<byte>> Standard()
    {
        List<ReadOnlyMemory<byte>> list =
        [
            Element("1", writer => writer.WriteOctetString(Ppid.Span)),
            Element("2", Tcb),
            Element("3", writer => writer.WriteOctetString(PceId.Span)),
            Element("4", writer => writer.WriteOctetString(Fmspc.Span)),
            Element("5", writer => writer.WriteEncodedValue([0x0a, 0x01, checked((byte)SgxType)])),
        ];
        if (PlatformInstanceId is { } instance) list.Add(Element("6", writer => writer.WriteOctetString(instance.Span)));
        if (Configuration is { } flags) list.Add(Element("7", writer => Flags(writer, flags)));
        return list;
    }

    private void Tcb(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            for (var i = 0; i < Components.Length; i++)
            {
                var svn = Components.Span[i];
                writer.WriteEncodedValue(Element($"2.{i + 1}", inner => inner.WriteInteger(svn)).Span);
            }

            writer.WriteEncodedValue(Element("2.17", inner => inner.WriteInteger(PceSvn)).Span);
            writer.WriteEncodedValue(Element("2.18", inner => inner.WriteOctetString((CpuSvn ?? Components).Span)).Span);
        }
    }

    private static void Flags(AsnWriter writer, (bool Dynamic, bool CachedKeys, bool Smt) flags)
    {
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(Element("7.1", inner => inner.WriteBoolean(flags.Dynamic)).Span);
            writer.WriteEncodedValue(Element("7.2", inner => inner.WriteBoolean(flags.CachedKeys)).Span);
            writer.WriteEncodedValue(Element("7.3", inner => inner.WriteBoolean(flags.Smt)).Span);
        }
    }

    private static ReadOnlyMemory<byte> Element(string suffix, Action<AsnWriter> value) => Der.Encode(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier($"{Oid}.{suffix}");
            value(writer);
        }
    });
}
