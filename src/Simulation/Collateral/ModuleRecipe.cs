namespace EasyEnclave.Simulation.Collateral;

/// <summary>What TCB info says of one TDX module: its signer, its attributes, and its levels where it has an identity of its own.</summary>
public sealed record ModuleRecipe
{
    /// <summary><c>TDX_01</c> and the like; null for the plain <c>tdxModule</c> of module version 0.</summary>
    public string? Id { get; init; }

    /// <summary>MRSIGNERSEAM expected, 48 bytes as hex.</summary>
    public string MrSigner { get; init; } = new('0', 96);

    /// <summary>SEAMATTRIBUTES expected, 8 bytes as hex.</summary>
    public string Attributes { get; init; } = new('0', 16);

    /// <summary>Which of the attributes' bits count, 8 bytes as hex.</summary>
    public string AttributesMask { get; init; } = new('F', 16);

    /// <summary>The module's levels by SVN.</summary>
    public IReadOnlyList<SvnLevelRecipe> Levels { get; init; } = [];
}
