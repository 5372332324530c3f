namespace EasyEnclave.Simulation;

/// <summary>Applies and joins optional changes.</summary>
internal static class Change
{
    public static T Apply<T>(this Func<T, T>? change, T value) => change is null ? value : change(value);

    public static Func<T, T>? Join<T>(Func<T, T>? first, Func<T, T>? second) =>
        first is null ? second : second is null ? first : value => second(first(value));
}
