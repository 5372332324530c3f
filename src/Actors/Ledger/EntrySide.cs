namespace EasyEnclave.Actors.Ledger;

/// <summary>A transfer as one of its two accounts has it: the balance after it, and the way back to the entries before.</summary>
/// <param name="After">The account's balance after the transfer.</param>
/// <param name="Previous">The seq of the account's entry before; 0 for the first.</param>
/// <param name="Jump">The seq of an entry further back; 0 for none.</param>
public readonly record struct EntrySide(Balance After, long Previous, long Jump);
