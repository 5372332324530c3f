using System.Collections.Concurrent;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Storage.Sqlite.Ledger;

/// <summary>Which number a command has: the latest in memory, all others in a table that they are moved to a slice of the ids at a time.</summary>
/// <remarks>
/// Ids are as good as random: a table ordered by them would have another page written for nearly every command. So the latest
/// wait in memory, sorted into slices by the first byte of their id; once there are many, the slice whose turn it is goes into the table,
/// where its ids lie side by side. What is not in the table yet is read from the commands' rows at the start: for each slice the table
/// holds the number up to which it was moved.
/// </remarks>
internal sealed class CommandIndex
{
    private const int Slices = 256;

    // About six megabytes; and so many rows a start reads at most, in a tenth of a second.
    private const int KeptMost = 65_536;

    private readonly ConcurrentDictionary<CommandId, long> _young = new();
    private readonly List<(CommandId Id, long Number)>[] _slices = [.. Enumerable.Range(0, Slices).Select(_ => new List<(CommandId Id, long Number)>())];
    private readonly int _kept;
    private int _turn;
    private int _moved;
    private long _last;

    private CommandIndex(int kept) => _kept = kept;

    /// <summary>Reads what the table does not hold yet.</summary>
    public static CommandIndex Load(SqliteLink link, int kept = KeptMost)
    {
        var index = new CommandIndex(kept);
        index.Read(link);
        return index;
    }

    /// <summary>For each slice of the ids, up to which number its commands are in the table.</summary>
    public static long[] MovedTo(SqliteLink link)
    {
        var movedTo = new long[Slices];
        using var row = link.Use("SELECT slice, moved_to FROM command_slice");
        while (row.Step())
            movedTo[row.Number(0)] = row.Number(1);
        return movedTo;
    }

    /// <summary>The slice an id is in: its first byte.</summary>
    public static int Slice(CommandId id) => (int)(id.Value >> 120);

    /// <summary>The number in the table alone.</summary>
    public static long? FindMoved(SqliteLink link, CommandId id)
    {
        using var row = link.Use("SELECT no FROM command_id WHERE id = ?");
        return CommandRows.BindId(row, 1, id).Step() ? row.Number(0) : null;
    }

    /// <summary>The table as it must be after an import: it holds all.</summary>
    public static void MoveAll(SqliteLink link, long commands)
    {
        link.Execute("INSERT INTO command_id(id, no) SELECT id, no FROM command ORDER BY id");
        for (var slice = 0; slice < Slices; slice++)
            MarkMoved(link, slice, commands);
    }

    /// <summary>The number of a command that was committed; null when there is none. Any thread may ask, with its own link.</summary>
    public long? Find(SqliteLink link, CommandId id) => _young.TryGetValue(id, out var number) ? number : FindMoved(link, id);

    /// <summary>Reads anew where a commit went through of which nobody heard: whoever sends its command again must find it.</summary>
    public void CatchUp(SqliteLink link)
    {
        if (LastNumber(link) == _last)
            return;
        Array.ForEach(_slices, static slice => slice.Clear());
        _young.Clear();
        _turn = 0;
        Read(link);
    }

    /// <summary>Moves as many slices as are too many once so many more commands come; within the commit that brings them.</summary>
    public void Move(SqliteLink link, int coming, long lastNumber)
    {
        _moved = 0;
        using var insert = link.Use("INSERT INTO command_id(id, no) VALUES(?, ?)");
        for (var left = _young.Count + coming - _kept; left > 0 && _moved < Slices; _moved++)
        {
            var slice = _slices[(_turn + _moved) % Slices];
            slice.Sort(static (one, other) => one.Id.Value.CompareTo(other.Id.Value));
            foreach (var (id, number) in slice)
                CommandRows.BindId(insert, 1, id).Bind(2, number).Run();
            MarkMoved(link, (_turn + _moved) % Slices, lastNumber);
            left -= slice.Count;
        }
    }

    /// <summary>After the commit: what was moved is in the table, and the new commands are the latest.</summary>
    public void Keep(IReadOnlyList<CommandRow> commands)
    {
        for (; _moved > 0; _moved--)
        {
            foreach (var (id, _) in _slices[_turn])
                _young.TryRemove(id, out _);
            _slices[_turn].Clear();
            _turn = (_turn + 1) % Slices;
        }

        foreach (var command in commands)
        {
            Add(command.Id, command.Number);
            _last = command.Number;
        }
    }

    private static long LastNumber(SqliteLink link) => link.Number("SELECT coalesce(max(no), 0) FROM command");

    private static void MarkMoved(SqliteLink link, int slice, long number)
    {
        using var mark = link.Use("INSERT INTO command_slice(slice, moved_to) VALUES(?, ?) ON CONFLICT DO UPDATE SET moved_to = excluded.moved_to");
        mark.Bind(1, slice).Bind(2, number).Run();
    }

    private void Read(SqliteLink link)
    {
        var movedTo = MovedTo(link);
        using (var row = link.Use("SELECT id, no FROM command WHERE no > ? ORDER BY no"))
        {
            row.Bind(1, movedTo.Min());
            while (row.Step())
            {
                var (id, number) = (CommandRows.ReadId(row, 0), row.Number(1));
                if (number > movedTo[Slice(id)])
                    Add(id, number);
            }
        }

        _last = LastNumber(link);
    }

    private void Add(CommandId id, long number)
    {
        _slices[Slice(id)].Add((id, number));
        _young[id] = number;
    }
}
