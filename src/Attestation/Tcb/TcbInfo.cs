namespace EasyEnclave.Attestation.Tcb;

/// <summary>TCB info v3 for TDX (Intel PCS API v4): what Intel knows of one kind of platform.</summary>
internal sealed record TcbInfo
{
    public required DocumentHead Head { get; init; }

    /// <summary>12 uppercase hex digits.</summary>
    public required string Fmspc { get; init; }

    /// <summary>4 uppercase hex digits.</summary>
    public required string PceId { get; init; }

    /// <summary>The module of version 0.</summary>
    public required TdxModuleIdentity Module { get; init; }

    /// <summary>The modules of later versions by their upper-case id; empty in documents older than those.</summary>
    public required IReadOnlyDictionary<string, TdxModuleIdentity> Modules { get; init; }

    /// <summary>The levels, highest first by our own sorting; at least one.</summary>
    public required IReadOnlyList<TcbLevel> Levels { get; init; }

    /// <summary>The names of the components as the newest level gives them, for explanations.</summary>
    public required ComponentNames Names { get; init; }

    /// <summary>The module of a major version, or null if Intel names none.</summary>
    public TdxModuleIdentity? ModuleOf(int version) => version == 0 ? Module : Modules.GetValueOrDefault(ModuleId(version));

    public static string ModuleId(int version) => $"TDX_{version:X2}";
}
