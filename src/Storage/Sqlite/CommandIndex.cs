using System.Collections.Concurrent;
using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Ledger;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Sqlite;

/// <summary>Which number a command has: the latest in memory, all others in a table that they are moved to a slice of the ids at a time.</summary>
/// <remarks>
/// Ids are as good as random: a table ordered by them would have another page written for nearly every command. So the latest
/// wait in memory, sorted into slices by the first byte of their id; once there are many, the slice whose turn it is goes into the table,
/// where its ids lie side by side. What is not in the table yet is read from the commands' rows at the start: for each slice the table
/// holds the number up to which it was moved.
/// </remarks>
internal sealed class CommandIndex : CommandLookup
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
    public static CommandIndex Load(Link link, int kept = KeptMost)
    {
        var index = new CommandIndex(kept);
        index.Read(link);
        return index;
    }

    /// <inheritdoc />
    public override void MoveAll(Link link, long commands)
    {
        link.Execute("INSERT INTO command_id(id, no) SELECT id, no FROM command ORDER BY id");
        for (var slice = 0; slice < Slices; slice++)
            MarkMoved(link, slice, commands);
    }

    /// <inheritdoc />
    public override long? Find(Link link, CommandId id) => _young.TryGetValue(id, out var number) ? number : FindMoved(link, id);

    /// <inheritdoc />
    public override void CatchUp(Link link)
    {
        if (LastNumber(link) == _last)
            return;
        Array.ForEach(_slices, static slice => slice.Clear());
        _young.Clear();
        _turn = 0;
        Read(link);
    }

    /// <inheritdoc />
    public override void Move(Link link, int coming, long lastNumber)
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

    /// <inheritdoc />
    public override void Keep(IReadOnlyList<CommandRow> commands)
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

    /// <inheritdoc />
    public override Func<CommandId, long, bool> Findable(Link link)
    {
        var movedTo = MovedTo(link);
        return (id, number) => number > movedTo[Slice(id)] || FindMoved(link, id) == number;
    }

    /// <summary>For each slice of the ids, up to which number its commands are in the table.</summary>
    private static long[] MovedTo(Link link)
    {
        var movedTo = new long[Slices];
        using var row = link.Use("SELECT slice, moved_to FROM command_slice");
        while (row.Step())
            movedTo[row.Number(0)] = row.Number(1);
        return movedTo;
    }

    /// <summary>The slice an id is in: its first byte.</summary>
    private static int Slice(CommandId id) => (int)(id.Value >> 120);

    /// <summary>The number in the table alone.</summary>
    private static long? FindMoved(Link link, CommandId id)
    {
        using var row = link.Use("SELECT no FROM command_id WHERE id = ?");
        return CommandRows.BindId(row, 1, id).Step() ? row.Number(0) : null;
    }

    private static long LastNumber(Link link) => link.Number("SELECT coalesce(max(no), 0) FROM command");

    private static void MarkMoved(Link link, int slice, long number)
    {
        using var mark = link.Use("INSERT INTO command_slice(slice, moved_to) VALUES(?, ?) ON CONFLICT(slice) DO UPDATE SET moved_to = excluded.moved_to");
        mark.Bind(1, slice).Bind(2, number).Run();
    }

    private void Read(Link link)
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
