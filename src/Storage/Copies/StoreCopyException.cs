namespace EasyEnclave.Storage.Copies;

/// <summary>A file is not a whole copy of a store; nothing of it was kept.</summary>
public sealed class StoreCopyException : Exception
{
    /// <summary>Makes one with the words for an operator.</summary>
    public StoreCopyException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
