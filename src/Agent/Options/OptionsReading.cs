namespace EasyEnclave.Agent.Options;

/// <summary>What came of reading a configuration: options, or every fault there is.</summary>
/// <param name="Options">The options; null when there is a fault.</param>
/// <param name="Faults">All faults, in the variables' order; empty when there are options.</param>
/// <param name="Warnings">Settings that mean nothing to the agent.</param>
public sealed record OptionsReading(AgentOptions? Options, IReadOnlyList<OptionFault> Faults, IReadOnlyList<string> Warnings);
