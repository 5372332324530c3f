namespace EasyEnclave.Simulation.Collateral;

/// <summary>A level of the platform's TCB.</summary>
/// <param name="Sgx">Least SGX component SVNs; 16 in a well-formed document.</param>
/// <param name="PceSvn">Least SVN of the provisioning certification enclave.</param>
/// <param name="Tdx">Least TDX component SVNs; 16 in a well-formed document.</param>
/// <param name="Status">The status as the document spells it.</param>
/// <param name="TcbDate">The day the level stands for.</param>
/// <param name="Advisories">Intel's advisories that concern it.</param>
public sealed record TcbLevelRecipe(
    IReadOnlyList<int> Sgx, int PceSvn, IReadOnlyList<int> Tdx, string Status, DateTimeOffset TcbDate, params IReadOnlyList<string> Advisories);
