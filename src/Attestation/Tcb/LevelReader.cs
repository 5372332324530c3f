using System.Text.Json;
using EasyEnclave.Attestation.Json;

namespace EasyEnclave.Attestation.Tcb;

/// <summary>Reads what levels of every kind share, under the same limits.</summary>
internal static class LevelReader
{
    private const int MaxIsvLevels = 256;
    private const int MaxAdvisories = 1024;
    private const int MaxAdvisoryLength = 64;

    public static bool TryHead(JsonElement document, out DocumentHead head)
    {
        head = new DocumentHead(default, default, 0);
        if (!JsonFields.TryInstant(document, "issueDate", out var issued) || !JsonFields.TryInstant(document, "nextUpdate", out var next)
            || !JsonFields.TryNumber(document, "tcbEvaluationDataNumber", uint.MaxValue, out var number))
            return false;
        head = new DocumentHead(issued, next, number);
        return true;
    }

    public static bool TryVerdict(JsonElement level, out LevelVerdict verdict)
    {
        verdict = new LevelVerdict(TcbStatus.TcbNotSupported, default, []);
        if (!JsonFields.TryString(level, "tcbStatus", out var name) || !TcbStatuses.TryParseSigned(name, out var status)
            || !JsonFields.TryInstant(level, "tcbDate", out var date) || !TryAdvisories(level, out var advisories))
            return false;
        verdict = new LevelVerdict(status, date, advisories);
        return true;
    }

    /// <summary>Reads the levels of one SVN, newest first; none at all or one twice is refused.</summary>
    public static bool TryIsvLevels(JsonElement parent, out IReadOnlyList<IsvLevel> newestFirst)
    {
        var levels = new List<IsvLevel>();
        newestFirst = levels;
        if (!JsonFields.TryArray(parent, "tcbLevels", MaxIsvLevels, out var array) || array.GetArrayLength() == 0)
            return false;

        foreach (var item in array.EnumerateArray())
        {
            if (!JsonFields.TryObject(item, "tcb", out var tcb) || !JsonFields.TryNumber(tcb, "isvsvn", ushort.MaxValue, out var svn)
                || !TryVerdict(item, out var verdict))
                return false;
            levels.Add(new IsvLevel((int)svn, verdict));
        }

        levels.Sort((one, other) => other.IsvSvn.CompareTo(one.IsvSvn));
        return levels.Zip(levels.Skip(1)).All(pair => pair.First.IsvSvn != pair.Second.IsvSvn);
    }

    private static bool TryAdvisories(JsonElement level, out IReadOnlyList<string> advisories)
    {
        var read = new List<string>();
        advisories = read;
        if (!level.TryGetProperty("advisoryIDs", out _))
            return true;
        if (!JsonFields.TryArray(level, "advisoryIDs", MaxAdvisories, out var array))
            return false;
        foreach (var item in array.EnumerateArray())
        {
            if (!JsonFields.TryText(item, out var advisory) || advisory.Length is 0 or > MaxAdvisoryLength)
                return false;
            read.Add(advisory);
        }

        return true;
    }
}
