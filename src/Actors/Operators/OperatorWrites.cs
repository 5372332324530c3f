using EasyEnclave.Actors.Store;

namespace EasyEnclave.Actors.Operators;

/// <summary>Carries an operator's order to the disk: decide on the directory's rows, write, and decide again when a row had moved on.</summary>
internal static class OperatorWrites
{
    // A row moves on when its agent attests or leaves meanwhile; more than a few times in a row is a storm to stay out of.
    private const int Attempts = 8;

    /// <summary>Runs an order; ends after the commit.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="plan">Decides on the present rows; called again after each conflict, when the directory shows the newer row.</param>
    public static async ValueTask<ActionOutcome> RunAsync(StoreWriter writer, Func<ActionPlan> plan)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            ActionPlan next = plan();
            if (next.Entry is null)
            {
                return next.Outcome;
            }

            switch (await writer.WriteAsync(next.Entry).ConfigureAwait(false))
            {
                case WriteOutcome.Committed:
                    return ActionOutcome.Done;
                case WriteOutcome.Conflict:
                    break;
                default:
                    return ActionOutcome.Unavailable;
            }
        }

        return ActionOutcome.Unavailable;
    }
}
