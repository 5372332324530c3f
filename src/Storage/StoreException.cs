namespace EasyEnclave.Storage;

/// <summary>The store cannot be used; the message names the file and what an operator can do.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Makes one with the words for an operator.</summary>
    public StoreException(StoreFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>What kind of trouble it is.</summary>
    public StoreFault Fault { get; }
}
