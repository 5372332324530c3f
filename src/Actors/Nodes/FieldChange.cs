namespace EasyEnclave.Actors.Nodes;

/// <summary>What a partial update says of one field: nothing, a value, or that it is to be empty.</summary>
/// <param name="Given">Whether it says anything.</param>
/// <param name="Value">The value then; null to empty it.</param>
public readonly record struct FieldChange<T>(bool Given, T Value)
{
    /// <summary>The field after the update.</summary>
    public T Or(T present) => Given ? Value : present;
}
