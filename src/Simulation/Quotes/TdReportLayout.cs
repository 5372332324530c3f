namespace EasyEnclave.Simulation.Quotes;

/// <summary>The two layouts of a TD report inside a quote.</summary>
public enum TdReportLayout
{
    /// <summary>TD report 1.0, 584 bytes; quote versions 4 and 5.</summary>
    V10 = 2,

    /// <summary>TD report 1.5, 648 bytes, with the loaded module's SVN and the service TDs; quote version 5 only.</summary>
    V15 = 3,
}
