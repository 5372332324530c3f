namespace EasyEnclave.Attestation.Tcb;

/// <summary>What the components are called: Intel's type, else its category, else nothing.</summary>
internal sealed record ComponentNames(IReadOnlyList<string> Sgx, IReadOnlyList<string> Tdx)
{
    public static string Label(IReadOnlyList<string> names, int index) => names[index].Length == 0 ? $"{index}" : $"{index} {names[index]}";
}
