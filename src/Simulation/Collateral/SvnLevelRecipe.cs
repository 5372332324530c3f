namespace EasyEnclave.Simulation.Collateral;

/// <summary>A level decided by one SVN, as TDX modules and the quoting enclave have them.</summary>
/// <param name="IsvSvn">The least SVN that reaches this level.</param>
/// <param name="Status">The status as the document spells it.</param>
/// <param name="TcbDate">The day the level stands for.</param>
/// <param name="Advisories">Intel's advisories that concern it.</param>
public sealed record SvnLevelRecipe(int IsvSvn, string Status, DateTimeOffset TcbDate, params IReadOnlyList<string> Advisories);
