namespace EasyEnclave.Actors.Cluster;

/// <summary>What a node wants its own row to say. Pure.</summary>
/// <param name="State">What the row should say.</param>
/// <param name="SetAside">Whether the node drains since it is cut off, and not since it was told to.</param>
internal readonly record struct OwnState(MemberState State, bool SetAside)
{
    /// <summary>Decides by what the row says.</summary>
    /// <param name="own">The row.</param>
    /// <param name="cutOff">Whether the node reaches nobody, while others reach each other.</param>
    /// <param name="setAside">Whether it drains for that already.</param>
    public static OwnState Of(MemberRow own, bool cutOff, bool setAside)
    {
        if (own.State is not (MemberState.Active or MemberState.Draining))
        {
            return new OwnState(own.State, setAside);
        }

        // What an operator ordered outlasts what the node found out by itself: a line that heals takes no order back.
        bool aside = cutOff && (setAside || own.State == MemberState.Active);
        bool healed = setAside && !cutOff;
        MemberState wanted = own.Drained || aside || (own.State == MemberState.Draining && !healed) ? MemberState.Draining : MemberState.Active;
        return new OwnState(wanted, aside);
    }
}
