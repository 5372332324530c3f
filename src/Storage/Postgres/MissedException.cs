namespace EasyEnclave.Storage.Postgres;

/// <summary>A gathered statement did something else than it was taken for: the work is undone, and done again one statement after the other.</summary>
internal sealed class MissedException : Exception;
