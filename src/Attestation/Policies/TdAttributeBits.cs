namespace EasyEnclave.Attestation.Policies;

/// <summary>The bits of TDATTRIBUTES that a policy speaks of (Intel TDX module ABI, TDATTRIBUTES).</summary>
public static class TdAttributeBits
{
    /// <summary>The host can read and write the TD.</summary>
    public const ulong Debug = 1UL << 0;

    /// <summary>The group "TD under debug", bits 0 to 7: any of them set means the TD is not to be trusted.</summary>
    public const ulong UnderDebug = 0xFF;

    /// <summary>Linear address space separation.</summary>
    public const ulong Lass = 1UL << 27;

    /// <summary>Accesses to pages not accepted are not turned into exceptions that a host could provoke.</summary>
    public const ulong SeptVeDisable = 1UL << 28;

    /// <summary>The TD can move to another platform under a migration TD.</summary>
    public const ulong Migratable = 1UL << 29;

    /// <summary>Supervisor protection keys.</summary>
    public const ulong Pks = 1UL << 30;

    /// <summary>Key locker.</summary>
    public const ulong Kl = 1UL << 31;

    /// <summary>TDX Connect.</summary>
    public const ulong Tpa = 1UL << 62;

    /// <summary>Performance monitoring.</summary>
    public const ulong Perfmon = 1UL << 63;

    /// <summary>Every bit with a known meaning; another one set is a feature nobody has judged.</summary>
    public const ulong Known = UnderDebug | Lass | SeptVeDisable | Migratable | Pks | Kl | Tpa | Perfmon;
}
