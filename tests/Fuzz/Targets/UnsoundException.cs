namespace EasyEnclave.Fuzz.Targets;

/// <summary>A reader gave an answer that contradicts another of its answers.</summary>
internal sealed class UnsoundException(string message) : Exception(message);
