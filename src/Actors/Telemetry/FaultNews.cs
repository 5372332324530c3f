namespace EasyEnclave.Actors.Telemetry;

/// <summary>What is to be told of a fault that may last.</summary>
/// <param name="Turn">Whether anything is.</param>
/// <param name="Failures">How often it failed so far.</param>
/// <param name="Seconds">For how long.</param>
public readonly record struct FaultNews(FaultTurn Turn, int Failures, double Seconds);
