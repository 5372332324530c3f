namespace EasyEnclave.Agent.Options;

/// <summary>Puts switches over variables: <c>--x-y value</c> or <c>--x-y=value</c> is <c>EE_X_Y</c>.</summary>
internal static class CommandLine
{
    /// <summary>Sets the variables the switches name; tells the switches that mean nothing.</summary>
    public static IReadOnlyList<OptionFault> Apply(IReadOnlyList<string> args, IDictionary<string, string?> variables)
    {
        List<OptionFault> faults = [];
        for (int i = 0; i < args.Count; i++)
        {
            string[] parts = args[i].Split('=', 2);
            if (VariableOf(parts[0]) is not { } name)
                faults.Add(new OptionFault(parts[0], "is no switch of the agent; a variable EE_X_Y is given as --x-y value"));
            else if (AgentVariables.Secrets.Contains(name))
                faults.Add(new OptionFault(parts[0], $"would show a secret to every process of the machine; set {name} or {name}_FILE"));
            else if (parts.Length == 2)
                variables[name] = parts[1];
            else if (i + 1 < args.Count)
                variables[name] = args[++i];
            else
                faults.Add(new OptionFault(parts[0], "needs a value"));
        }

        return faults;
    }

    private static string? VariableOf(string name)
    {
        if (!name.StartsWith("--", StringComparison.Ordinal))
            return null;
        string plain = name[2..].Replace('-', '_').ToUpperInvariant();
        return AgentVariables.All.Contains("EE_" + plain) ? "EE_" + plain : AgentVariables.All.Contains(plain) ? plain : null;
    }
}
