namespace EasyEnclave.Storage.Sql;

/// <summary>What a log's row says once a commit went through: the count of its commits, by that incarnation.</summary>
internal readonly record struct CommitMark(string Log, Guid Incarnation, long Commits);
