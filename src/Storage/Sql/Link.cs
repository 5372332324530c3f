namespace EasyEnclave.Storage.Sql;

/// <summary>One connection to a database with the statements prepared on it; used by one thread at a time.</summary>
/// <remarks>
/// All SQL that is shared is written once, in what both databases take: parameters as <c>?</c> or <c>?3</c>, conflicts with their columns
/// named, and at the end of a query <c>FOR UPDATE</c> or <c>FOR SHARE</c> where other writers may be about. Each link puts it into its own
/// dialect when it first meets it.
/// </remarks>
internal abstract class Link : IDisposable
{
    /// <summary>Takes a statement, prepared on first use; dispose of it to hand it back.</summary>
    public abstract Statement Use(string sql);

    /// <summary>Runs <paramref name="work"/> in one transaction: committed and synced when it answers true, undone otherwise.</summary>
    /// <param name="work">May be called several times: nothing but the last call counts.</param>
    /// <param name="mark">By what the commit is found again, should its answer be lost; null where nobody needs to know.</param>
    public abstract bool Transact(Func<bool> work, Func<CommitMark>? mark = null);

    /// <summary>Runs several reads so that all see the same commit.</summary>
    public abstract T AtOneInstant<T>(Func<T> read);

    /// <summary>Within a transaction, notes a place to go back to.</summary>
    public abstract void Mark();

    /// <summary>Undoes what was written since the mark, and forgets it.</summary>
    public abstract void BackToMark();

    /// <summary>Forgets the mark.</summary>
    public abstract void Unmark();

    public int Execute(string sql)
    {
        using var statement = Use(sql);
        return statement.Run();
    }

    public long Number(string sql)
    {
        using var statement = Use(sql);
        return statement.Step() ? statement.Number(0) : 0;
    }

    public abstract void Dispose();
}
