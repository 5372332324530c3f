namespace EasyEnclave.Attestation.Tcb;

/// <summary>One SVN that is below what the newest level asks for.</summary>
/// <param name="Half">The part it belongs to.</param>
/// <param name="Name">The component's index (<c>0</c> to <c>15</c>) with Intel's type or category where it gives one, <c>pcesvn</c>, the module's id, or <c>TD_QE</c>.</param>
/// <param name="Have">The SVN in the quote or certificate.</param>
/// <param name="Need">The SVN of the newest level.</param>
public sealed record SvnShortfall(TcbHalf Half, string Name, int Have, int Need);
