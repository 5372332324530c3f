using System.Security.Cryptography;
using System.Text;

namespace EasyEnclave.Simulation.Quotes;

/// <summary>A trust domain that never ran: the registers and attributes a quote over it will state.</summary>
/// <remarks>Every byte field is checked for its length when it is quoted, not when it is set.</remarks>
public sealed record SimulatedTd
{
    /// <summary>TDATTRIBUTES bit 0: the TD can be debugged.</summary>
    public const ulong Debug = 1UL << 0;

    /// <summary>TDATTRIBUTES bit 28: EPT violations do not turn into #VE.</summary>
    public const ulong SeptVeDisable = 1UL << 28;

    /// <summary>TDATTRIBUTES bit 29: the TD can be migrated.</summary>
    public const ulong Migratable = 1UL << 29;

    /// <summary>Length of a measurement register in bytes.</summary>
    public const int RegisterSize = 48;

    private static readonly ReadOnlyMemory<byte> Zero = new byte[RegisterSize];

    /// <summary>The quote's version: 4 or 5.</summary>
    public int QuoteVersion { get; init; } = 4;

    /// <summary>The report's layout; <see cref="TdReportLayout.V15"/> needs quote version 5.</summary>
    public TdReportLayout Report { get; init; } = TdReportLayout.V10;

    /// <summary>TEE_TCB_SVN, 16 bytes: module SVN, module version, microcode SVN.</summary>
    public ReadOnlyMemory<byte> TeeTcbSvn { get; init; } = Svn(6, 1, 3);

    /// <summary>MRSEAM, 48 bytes.</summary>
    public ReadOnlyMemory<byte> MrSeam { get; init; } = Register("simulated TDX module", "mrseam");

    /// <summary>MRSIGNERSEAM, 48 bytes.</summary>
    public ReadOnlyMemory<byte> MrSignerSeam { get; init; } = Zero;

    /// <summary>SEAMATTRIBUTES.</summary>
    public ulong SeamAttributes { get; init; }

    /// <summary>TDATTRIBUTES.</summary>
    public ulong TdAttributes { get; init; } = SeptVeDisable;

    /// <summary>XFAM; the default is what real Linux guests have, <c>e702060000000000</c> in memory order.</summary>
    public ulong Xfam { get; init; } = 0x602e7;

    /// <summary>MRTD, 48 bytes.</summary>
    public ReadOnlyMemory<byte> Mrtd { get; init; } = Zero;

    /// <summary>MRCONFIGID, 48 bytes.</summary>
    public ReadOnlyMemory<byte> MrConfigId { get; init; } = Zero;

    /// <summary>MROWNER, 48 bytes.</summary>
    public ReadOnlyMemory<byte> MrOwner { get; init; } = Zero;

    /// <summary>MROWNERCONFIG, 48 bytes.</summary>
    public ReadOnlyMemory<byte> MrOwnerConfig { get; init; } = Zero;

    /// <summary>RTMR0, 48 bytes.</summary>
    public ReadOnlyMemory<byte> Rtmr0 { get; init; } = Zero;

    /// <summary>RTMR1, 48 bytes.</summary>
    public ReadOnlyMemory<byte> Rtmr1 { get; init; } = Zero;

    /// <summary>RTMR2, 48 bytes.</summary>
    public ReadOnlyMemory<byte> Rtmr2 { get; init; } = Zero;

    /// <summary>RTMR3, 48 bytes.</summary>
    public ReadOnlyMemory<byte> Rtmr3 { get; init; } = Zero;

    /// <summary>TEE_TCB_SVN_2 of report 1.5, 16 bytes; <see cref="TeeTcbSvn"/> where null.</summary>
    public ReadOnlyMemory<byte>? TeeTcbSvn2 { get; init; }

    /// <summary>MRSERVICETD of report 1.5, 48 bytes.</summary>
    public ReadOnlyMemory<byte> MrServiceTd { get; init; } = Zero;

    /// <summary>A TD whose MRTD and RTMR0 to RTMR2 follow from a label; RTMR3 is zero, as in a guest that extends nothing.</summary>
    public static SimulatedTd From(string label) => new()
    {
        Mrtd = Register(label, "mrtd"),
        Rtmr0 = Register(label, "rtmr0"),
        Rtmr1 = Register(label, "rtmr1"),
        Rtmr2 = Register(label, "rtmr2"),
    };

    /// <summary>A TEE_TCB_SVN: the module's SVN and version, the microcode's SVN, and 13 zeros.</summary>
    public static ReadOnlyMemory<byte> Svn(byte module, byte version, byte microcode)
    {
        var svn = new byte[16];
        svn[0] = module;
        svn[1] = version;
        svn[2] = microcode;
        return svn;
    }

    /// <summary>This TD quoted as version 5 with report 1.5.</summary>
    public SimulatedTd AsV5() => this with { QuoteVersion = 5, Report = TdReportLayout.V15 };

    private static ReadOnlyMemory<byte> Register(string label, string name) => SHA384.HashData(Encoding.UTF8.GetBytes($"{label}/{name}"));
}
