namespace EasyEnclave.Storage.Copies;

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    /// <summary>A number of 64 bits.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,
}
