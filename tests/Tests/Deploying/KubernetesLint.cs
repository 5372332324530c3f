using System.Globalization;

namespace EasyEnclave.Tests.Deploying;

/// <summary>Holds a set of Kubernetes objects to the program and to each other; each fault names the object.</summary>
internal sealed class KubernetesLint
{
    private static readonly string[] HealthPaths = ["/health/live", "/health/ready"];
    private static readonly ShippedProgram Program = ShippedProgram.Node;

    private readonly IReadOnlyList<Yaml> _objects;

    private KubernetesLint(IReadOnlyList<Yaml> objects) => _objects = objects;

    /// <summary>The faults of a set that is applied together.</summary>
    public static IEnumerable<string> Faults(IReadOnlyList<Yaml> objects)
    {
        KubernetesLint lint = new(objects);
        return objects.SelectMany(one => lint.Object(one).OfType<string>().Select(fault => $"{one["kind"].Text} {one["metadata"]["name"].Text}: {fault}"));
    }

    private static string? Version(string kind) => kind switch
    {
        "Deployment" => "apps/v1",
        "Namespace" or "ConfigMap" or "Secret" or "Service" => "v1",
        "PodDisruptionBudget" => "policy/v1",
        "NetworkPolicy" => "networking.k8s.io/v1",
        "Kustomization" => "kustomize.config.k8s.io/v1beta1",
        _ => null,
    };

    private IEnumerable<Yaml> Of(string kind) => _objects.Where(one => one["kind"].Text == kind);

    private IEnumerable<string?> Object(Yaml one)
    {
        string kind = one["kind"].Text;
        if (one["apiVersion"].Text != Version(kind))
            yield return $"{one["apiVersion"].Text} is not its version";
        if (kind is not ("Namespace" or "Kustomization") && !Of("Namespace").Any(space => space["metadata"]["name"].Text == one["metadata"]["namespace"].Text))
            yield return $"there is no namespace {one["metadata"]["namespace"].Text}";

        IEnumerable<string?> faults = kind switch
        {
            "Deployment" => Deployment(one["spec"]),
            "Service" => Service(one["spec"]),
            "Secret" => one["stringData"].Entries.Where(entry => entry.Value.Text != "REPLACE-ME").Select(entry => $"{entry.Name} looks like a secret of somebody's"),
            "ConfigMap" => one["data"].Entries.Select(entry => Program.FaultOf(entry.Name, entry.Value.Text)),
            "PodDisruptionBudget" => Selected(one["spec"]["selector"]["matchLabels"]),
            "NetworkPolicy" => Selected(one["spec"]["podSelector"]["matchLabels"]),
            _ => [],
        };
        foreach (string? fault in faults)
            yield return fault;
    }

    private IEnumerable<string?> Deployment(Yaml spec)
    {
        Yaml pod = spec["template"]["spec"];
        Yaml container = pod["containers"].Items.Single();
        if (int.Parse(spec["replicas"].Text, CultureInfo.InvariantCulture) < 2)
            yield return "one pod is no cluster";
        if (spec["strategy"]["rollingUpdate"]["maxUnavailable"].Text != "0")
            yield return "an update takes a node away before its successor is ready";

        double pause = double.Parse(container["lifecycle"]["preStop"]["sleep"]["seconds"].Text, CultureInfo.InvariantCulture);
        if (double.Parse(pod["terminationGracePeriodSeconds"].Text, CultureInfo.InvariantCulture) <= pause + ShippedProgram.Drain.TotalSeconds)
            yield return $"it is killed before {pause} s and the {ShippedProgram.Drain.TotalSeconds} s that requests may run are over";

        IEnumerable<string?> faults = Selected(spec["selector"]["matchLabels"]).Concat(Restricted(pod, container))
            .Append(container["image"].Text == $"{Program.Image}:{ShippedProgram.Version}" ? null : $"the image is {container["image"].Text}")
            .Concat(Ports(container)).Concat(Settings(pod, container));
        foreach (string? fault in faults)
            yield return fault;
    }

    // https://kubernetes.io/docs/concepts/security/pod-security-standards, the profile "restricted", and a root that nobody writes.
    private static IEnumerable<string?> Restricted(Yaml pod, Yaml container)
    {
        (Yaml Where, string Name, string Value)[] asked =
        [
            (pod["securityContext"], "runAsNonRoot", "true"),
            (pod["securityContext"], "runAsUser", ShippedProgram.User),
            (pod["securityContext"], "fsGroup", ShippedProgram.User),
            (pod["securityContext"]["seccompProfile"], "type", "RuntimeDefault"),
            (container["securityContext"], "allowPrivilegeEscalation", "false"),
            (container["securityContext"], "readOnlyRootFilesystem", "true"),
            (pod, "automountServiceAccountToken", "false"),
        ];
        foreach ((Yaml where, string name, string value) in asked.Where(one => one.Where[one.Name].Text != one.Value))
            yield return $"{name} is '{where[name].Text}' instead of {value}";
        if (!container["securityContext"]["capabilities"]["drop"].Texts.SequenceEqual(["ALL"]))
            yield return "it keeps capabilities";
        if (pod["hostNetwork"].Exists || pod["hostPID"].Exists || pod["volumes"].Items.Any(volume => volume["hostPath"].Exists))
            yield return "it is let out of its container";
        if (!container["resources"]["limits"]["memory"].Exists)
            yield return "its memory is not bounded";
    }

    private static IEnumerable<string?> Ports(Yaml container)
    {
        foreach (Yaml port in container["ports"].Items)
        {
            string? served = ShippedProgram.DefaultOf($"EE_{port["name"].Text.ToUpperInvariant()}_PORT");
            if (port["containerPort"].Text != served)
                yield return $"the port {port["name"].Text} is {port["containerPort"].Text}, and the program listens on {served ?? "none"}";
        }

        foreach (string probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
        {
            Yaml get = container[probe]["httpGet"];
            string path = probe == "readinessProbe" ? HealthPaths[1] : HealthPaths[0];
            if (get["path"].Text != path || get["port"].Text != "control")
                yield return $"{probe} asks for {get["path"].Text} on {get["port"].Text} instead of {path} on control";
            bool tls = container["env"].Items.Any(variable => variable["name"].Text == "EE_TLS_CERT");
            if ((get["scheme"].Text == "HTTPS") != tls)
                yield return $"{probe} speaks {get["scheme"].Text} where the listener does not";
        }
    }

    private IEnumerable<string?> Settings(Yaml pod, Yaml container)
    {
        Dictionary<string, string> mounts = container["volumeMounts"].Items.ToDictionary(mount => mount["mountPath"].Text, mount => mount["name"].Text, StringComparer.Ordinal);
        foreach (Yaml variable in container["env"].Items)
        {
            string name = variable["name"].Text;
            string value = variable["value"].Text;
            yield return Program.FaultOf(name, value);
            if (value.StartsWith('/'))
                yield return FileFault(pod, mounts, name, value);
        }

        foreach (string map in container["envFrom"].Items.Select(from => from["configMapRef"]["name"].Text))
            yield return Of("ConfigMap").Any(one => one["metadata"]["name"].Text == map) ? null : $"there is no ConfigMap {map}";
        foreach (string volume in mounts.Values.Where(name => pod["volumes"].Items.All(one => one["name"].Text != name)))
            yield return $"there is no volume {volume}";
    }

    private string? FileFault(Yaml pod, Dictionary<string, string> mounts, string name, string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        Yaml? volume = pod["volumes"].Items.FirstOrDefault(one => one["name"].Text == mounts.GetValueOrDefault(folder));
        Yaml? secret = Of("Secret").FirstOrDefault(one => one["metadata"]["name"].Text == volume?["secret"]["secretName"].Text);
        if (secret is null)
            return $"{name} names {path}, where no secret is mounted";
        if (!secret["stringData"][Path.GetFileName(path)].Exists)
            return $"{name} names {path}, and the secret has no {Path.GetFileName(path)}";

        // The key is refused where others may read it or its group may write it.
        return volume!["secret"]["defaultMode"].Text == "0440" ? null : "the secrets' mode is not 0440";
    }

    private IEnumerable<string?> Service(Yaml spec)
    {
        foreach (string? fault in Selected(spec["selector"]))
            yield return fault;
        HashSet<string> named =
        [
            .. Of("Deployment").SelectMany(one => one["spec"]["template"]["spec"]["containers"].Items)
                .SelectMany(one => one["ports"].Items).Select(port => port["name"].Text),
        ];
        foreach (Yaml port in spec["ports"].Items.Where(port => !named.Contains(port["targetPort"].Text)))
            yield return $"no container has a port {port["targetPort"].Text}";
        if (spec["type"].Text == "LoadBalancer" && spec["ports"].Items.Any(port => port["targetPort"].Text == "cluster"))
            yield return "the listener between nodes is open to everybody";
    }

    private IEnumerable<string?> Selected(Yaml labels)
    {
        bool met = labels.Entries.Any() && Of("Deployment").Any(one => labels.Entries.All(label =>
            one["spec"]["template"]["metadata"]["labels"][label.Name].Text == label.Value.Text));
        if (!met)
            yield return $"no pod has the labels {string.Join(", ", labels.Entries.Select(label => $"{label.Name}={label.Value.Text}"))}";
    }
}
