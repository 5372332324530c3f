using EasyEnclave.Actors.Ledger;
using EasyEnclave.Protocol.Ids;
using EasyEnclave.Storage.Sql;

namespace EasyEnclave.Storage.Ledger;

/// <summary>Which number a command has: by an index over the commands' ids.</summary>
internal class CommandLookup
{
    /// <summary>The number of a command that was committed; null when there is none. Any thread may ask, with its own link.</summary>
    public virtual long? Find(Link link, CommandId id)
    {
        using var row = link.Use("SELECT no FROM command WHERE id = ?");
        return CommandRows.BindId(row, 1, id).Step() ? row.Number(0) : null;
    }

    /// <summary>Reads anew where a commit went through of which nobody heard: whoever sends its command again must find it.</summary>
    public virtual void CatchUp(Link link)
    {
    }

    /// <summary>Makes room for so many more commands; within the commit that brings them.</summary>
    public virtual void Move(Link link, int coming, long lastNumber)
    {
    }

    /// <summary>After the commit: the new commands are the latest.</summary>
    public virtual void Keep(IReadOnlyList<CommandRow> commands)
    {
    }

    /// <summary>Makes all commands findable that an import wrote.</summary>
    public virtual void MoveAll(Link link, long commands)
    {
    }

    /// <summary>For a check: whether a command of that number would be found by its id; asked of committed commands.</summary>
    public virtual Func<CommandId, long, bool> Findable(Link link) => static (_, _) => true;
}
