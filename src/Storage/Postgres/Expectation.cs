namespace EasyEnclave.Storage.Postgres;

/// <summary>What a gathered statement is taken to do until it was sent.</summary>
internal enum Expectation
{
    /// <summary>Whatever it does is right.</summary>
    Anything,

    /// <summary>It changes or finds one row.</summary>
    OneRow,

    /// <summary>It changes or finds none.</summary>
    NoRow,
}
