using System.Globalization;
using System.Text.RegularExpressions;
using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Deploying;

/// <summary>Holds a compose file to the images, the programs in them, and itself; each fault names the service.</summary>
internal static partial class ComposeLint
{
    /// <summary>The file's faults.</summary>
    /// <param name="text">The file, which lies in <c>docker</c>.</param>
    public static IEnumerable<string> Faults(string text)
    {
        Yaml file = Yaml.Documents(text).Single();
        return file["services"].Entries.SelectMany(service => Service(file, service.Name, service.Value)).Concat(Whole(file, text));
    }

    private static IEnumerable<string> Service(Yaml file, string name, Yaml service)
    {
        string image = service["image"].Text;
        ShippedProgram? program = new[] { ShippedProgram.Node, ShippedProgram.Agent }.FirstOrDefault(one => image.StartsWith(one.Image + ":", StringComparison.Ordinal));
        IEnumerable<string?> faults = Hardening(service, program).Append(PinnedImage.FaultOf(image)).Concat(References(file, service));
        if (program is not null)
            faults = faults.Concat(Own(service, program, image)).Concat(Environment(service, program)).Concat(Health(service, program));
        return faults.OfType<string>().Select(fault => $"{name}: {fault}");
    }

    private static IEnumerable<string?> Hardening(Yaml service, ShippedProgram? program)
    {
        if (service["read_only"].Text != "true")
            yield return "its root can be written";
        if (!service["cap_drop"].Texts.SequenceEqual(["ALL"]))
            yield return "it keeps capabilities";
        if (!service["security_opt"].Texts.Contains("no-new-privileges:true"))
            yield return "it may gain privileges";
        if (service["privileged"].Exists || service["pid"].Exists || service["network_mode"].Text == "host")
            yield return "it is let out of its container";
        if (program is not null && service["user"].Text is var user && user != $"{ShippedProgram.User}:{ShippedProgram.User}")
            yield return $"its user is '{user}'";
        if (!service["tmpfs"].Texts.Any(mount => mount.StartsWith("/tmp:", StringComparison.Ordinal) && mount.Contains("noexec", StringComparison.Ordinal)))
            yield return "it has no /tmp that runs nothing";
    }

    private static IEnumerable<string?> Own(Yaml service, ShippedProgram program, string image)
    {
        if (image != $"{program.Image}:{ShippedProgram.Version}")
            yield return $"{image} is not of version {ShippedProgram.Version}";

        string dockerfile = service["build"]["dockerfile"].Text;
        string context = Path.GetFullPath(Path.Combine(Repository.Root, "docker", service["build"]["context"].Text));
        if (context.TrimEnd(Path.DirectorySeparatorChar) != Path.GetFullPath(Repository.Root).TrimEnd(Path.DirectorySeparatorChar))
            yield return "it is built from another folder than the repository's root";
        if (dockerfile != (program.Project == "Node" ? "docker/Dockerfile" : "docker/Dockerfile.agent") || !File.Exists(Path.Combine(Repository.Root, dockerfile)))
            yield return $"it is built by '{dockerfile}'";
        if (service["command"].Items.FirstOrDefault()?.Text is { } verb && !program.Verbs.Contains(verb))
            yield return $"{program.Executable} has no verb {verb}";
        if (Seconds(service["stop_grace_period"].Text) is var grace && grace <= ShippedProgram.Drain.TotalSeconds && program.Project == "Node")
            yield return $"it is killed after {grace} s, while requests may run for {ShippedProgram.Drain.TotalSeconds} s";

        IEnumerable<string> inside = service["ports"].Texts.Select(port => port.Split(':')[^1]).Concat(service["expose"].Texts);
        foreach (string port in inside.Where(port => !ShippedProgram.Ports.Contains(port)))
            yield return $"nothing listens on {port}";
        if (service["ports"].Texts.Any(port => port.Split(':')[^1] == ShippedProgram.DefaultOf("EE_CLUSTER_PORT")))
            yield return "the listener between nodes is published";
    }

    private static IEnumerable<string?> Environment(Yaml service, ShippedProgram program)
    {
        HashSet<string> granted = [.. service["secrets"].Texts];
        foreach ((string variable, Yaml value) in service["environment"].Entries)
        {
            yield return program.FaultOf(variable, value.Text);
            if (Secret().Match(value.Text) is { Success: true } path && !granted.Contains(path.Groups["name"].Value))
                yield return $"{variable} names {value.Text}, and the service is given no such secret";
            if (variable.EndsWith("_FILE", StringComparison.Ordinal) && !Secret().IsMatch(value.Text))
                yield return $"{variable} names {value.Text}, which is no secret's place";
        }

        string settings = string.Join(' ', service["environment"].Entries.Select(entry => entry.Value.Text));
        foreach (string secret in granted.Where(secret => !settings.Contains("/run/secrets/" + secret, StringComparison.Ordinal)))
            yield return $"the secret {secret} is given and not used";
    }

    private static IEnumerable<string?> Health(Yaml service, ShippedProgram program)
    {
        string[] test = [.. service["healthcheck"]["test"].Texts];
        if (program.Project == "Node" && !(test is ["CMD", var entry, var verb] && entry == "/app/" + program.Executable && program.Verbs.Contains(verb)))
            yield return $"its health check is '{string.Join(' ', test)}'";
    }

    private static IEnumerable<string?> References(Yaml file, Yaml service)
    {
        IEnumerable<string> secrets = service["secrets"].Items.Select(item => item["source"].Exists ? item["source"].Text : item.Text);
        foreach (string secret in secrets.Where(secret => !file["secrets"][secret].Exists))
            yield return $"there is no secret {secret}";
        foreach (string network in service["networks"].Names.Concat(service["networks"].Texts).Where(network => !file["networks"][network].Exists))
            yield return $"there is no network {network}";
        foreach (string other in service["depends_on"].Names.Concat(service["depends_on"].Texts).Where(other => !file["services"][other].Exists))
            yield return $"there is no service {other}";
        foreach (string mount in service["volumes"].Texts.Select(volume => volume.Split(':')[0]))
        {
            if (mount.StartsWith('.') ? !File.Exists(Path.Combine(Repository.Root, "docker", mount)) : !file["volumes"].Names.Contains(mount))
                yield return $"there is no {mount} to mount";
        }
    }

    private static IEnumerable<string> Whole(Yaml file, string text)
    {
        foreach ((string name, Yaml secret) in file["secrets"].Entries)
        {
            if (!secret["file"].Text.StartsWith("./secrets/", StringComparison.Ordinal))
                yield return $"the secret {name} does not lie in docker/secrets, which git leaves out";
        }

        foreach (string variable in Interpolated().Matches(text).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal))
        {
            if (ShippedProgram.Node.FaultOf(variable, "taken") is { } fault)
                yield return fault;
        }
    }

    private static double Seconds(string text) =>
        text.EndsWith('s') && double.TryParse(text[..^1], CultureInfo.InvariantCulture, out double seconds) ? seconds : 0;

    [GeneratedRegex("^/run/secrets/(?<name>[a-z_]+)$")]
    private static partial Regex Secret();

    [GeneratedRegex(@"(?<!\$)\$\{(?<name>EE_\w+)")]
    private static partial Regex Interpolated();
}
