using System.Buffers.Binary;

namespace EasyEnclave.Simulation.Quotes;

/// <summary>Writes a TD report as a quote's body (Intel TDX DCAP quoting library, TD report 1.0 and 1.5).</summary>
internal static class TdBody
{
    public const int ReportDataSize = 64;

    public static byte[] Encode(SimulatedTd td, ReadOnlySpan<byte> reportData)
    {
        if (reportData.Length != ReportDataSize) throw new ArgumentException("Report data has 64 bytes", nameof(reportData));
        var body = new byte[td.Report == TdReportLayout.V15 ? 648 : 584];
        Put(body, 0, td.TeeTcbSvn, 16);
        Put(body, 16, td.MrSeam, 48);
        Put(body, 64, td.MrSignerSeam, 48);
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(112), td.SeamAttributes);
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(120), td.TdAttributes);
        BinaryPrimitives.WriteUInt64LittleEndian(body.AsSpan(128), td.Xfam);
        Put(body, 136, td.Mrtd, 48);
        Put(body, 184, td.MrConfigId, 48);
        Put(body, 232, td.MrOwner, 48);
        Put(body, 280, td.MrOwnerConfig, 48);
        Put(body, 328, td.Rtmr0, 48);
        Put(body, 376, td.Rtmr1, 48);
        Put(body, 424, td.Rtmr2, 48);
        Put(body, 472, td.Rtmr3, 48);
        reportData.CopyTo(body.AsSpan(520));
        if (td.Report != TdReportLayout.V15) return body;
        Put(body, 584, td.TeeTcbSvn2 ?? td.TeeTcbSvn, 16);
        Put(body, 600, td.MrServiceTd, 48);
        return body;
    }

    private static void Put(byte[] body, int offset, ReadOnlyMemory<byte> value, int size)
    {
        if (value.Length != size) throw new ArgumentException($"The field at {offset} of a TD report has {size} bytes, not {value.Length}", nameof(value));
        value.Span.CopyTo(body.AsSpan(offset));
    }
}
