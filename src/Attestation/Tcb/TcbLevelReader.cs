using System.Text.Json;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Tcb;

/// <summary>Reads the platform levels of a TCB info and puts them into their order, whatever order they came in.</summary>
internal static class TcbLevelReader
{
    private const int MaxLevels = 512;
    private const int MaxNameLength = 64;

    public static bool TryRead(JsonElement root, out IReadOnlyList<TcbLevel> highestFirst, out ComponentNames names)
    {
        var levels = new List<TcbLevel>();
        highestFirst = levels;
        names = new ComponentNames([], []);
        if (!JsonFields.TryArray(root, "tcbLevels", MaxLevels, out var array) || array.GetArrayLength() == 0)
            return false;

        foreach (var item in array.EnumerateArray())
        {
            if (!TryReadLevel(item, out var level, out var levelNames))
                return false;
            if (levels.Count == 0)
                names = levelNames;
            levels.Add(level);
        }

        levels.Sort(HighestFirst);
        return levels.Zip(levels.Skip(1)).All(pair => HighestFirst(pair.First, pair.Second) != 0);
    }

    private static bool TryReadLevel(JsonElement item, out TcbLevel level, out ComponentNames names)
    {
        level = null!;
        names = null!;
        if (!JsonFields.TryObject(item, "tcb", out var tcb)
            || !TryComponents(tcb, "sgxtcbcomponents", out var sgx, out var sgxNames)
            || !TryComponents(tcb, "tdxtcbcomponents", out var tdx, out var tdxNames)
            || !JsonFields.TryNumber(tcb, "pcesvn", ushort.MaxValue, out var pceSvn)
            || !LevelReader.TryVerdict(item, out var verdict))
            return false;

        level = new TcbLevel { SgxComponents = sgx, PceSvn = (int)pceSvn, TdxComponents = tdx, Verdict = verdict };
        names = new ComponentNames(sgxNames, tdxNames);
        return true;
    }

    private static bool TryComponents(JsonElement tcb, string name, out int[] svns, out string[] names)
    {
        svns = new int[TcbLevel.ComponentCount];
        names = new string[TcbLevel.ComponentCount];
        if (!JsonFields.TryArray(tcb, name, TcbLevel.ComponentCount, out var array) || array.GetArrayLength() != TcbLevel.ComponentCount)
            return false;

        var index = 0;
        foreach (var component in array.EnumerateArray())
        {
            // A component's SVN is one byte in the certificate. A document that asks for more asks what no platform has.
            if (!JsonFields.TryNumber(component, "svn", ushort.MaxValue, out var svn))
                return false;
            svns[index] = (int)svn;
            names[index] = NameOf(component);
            index++;
        }

        return true;
    }

    private static string NameOf(JsonElement component)
    {
        if (!JsonFields.TryString(component, "type", out var name) && !JsonFields.TryString(component, "category", out name))
            return "";
        return name.Length <= MaxNameLength ? name : "";
    }

    // SGX components from the first to the last, then PCESVN, then TDX components, all descending.
    private static int HighestFirst(TcbLevel one, TcbLevel other)
    {
        var bySgx = CompareComponents(other.SgxComponents, one.SgxComponents);
        if (bySgx != 0)
            return bySgx;
        var byPce = other.PceSvn.CompareTo(one.PceSvn);
        return byPce != 0 ? byPce : CompareComponents(other.TdxComponents, one.TdxComponents);
    }

    private static int CompareComponents(IReadOnlyList<int> one, IReadOnlyList<int> other)
    {
        for (var index = 0; index < TcbLevel.ComponentCount; index++)
        {
            var order = one[index].CompareTo(other[index]);
            if (order != 0)
                return order;
        }

        return 0;
    }
}
