using Microsoft.Extensions.Logging;

namespace EasyEnclave.Node;

/// <summary>Brings a node that was declared dead back as a new incarnation, and goes on trying while the store is away.</summary>
/// <remarks>Nothing listens meanwhile, so nobody takes the node for one that is ready. What trying again cannot mend ends it.</remarks>
internal static partial class Rejoining
{
    // The first pause keeps a node that is declared dead at once from spinning; the longest is what a store that is back waits for it.
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Starts until it succeeds, or fails for another reason than the store's silence.</summary>
    /// <param name="start">Starts; null when it did.</param>
    /// <param name="time">The clock that is waited by.</param>
    /// <param name="logger">Told when it begins to wait for the store, and when that is over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when it started.</returns>
    public static async Task<StartFailure?> RunAsync(
        Func<CancellationToken, Task<StartFailure?>> start, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        TimeSpan wait = First;
        for (int tries = 1; ; tries++)
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            if (await start(cancellationToken).ConfigureAwait(false) is not { } failure)
            {
                if (tries > 1)
                {
                    LogBack(logger, tries);
                }

                return null;
            }

            if (!failure.StoreAway)
            {
                return failure;
            }

            if (tries == 1)
            {
                LogAway(logger, failure.Message);
            }

            wait = wait * 2 < Longest ? wait * 2 : Longest;
        }
    }
}
