using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Deploying;

/// <summary>The Kubernetes set, held to the program and to itself; and each rule, held to a set that breaks it.</summary>
public sealed class KubernetesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docker", "kubernetes");

    [Fact]
    public void TheSetFits() => Assert.Equal("", string.Join('\n', Faults("", "")));

    [Theory]
    [InlineData("easyenclave/control-plane:1.0.0", "easyenclave/control-plane:latest", "the image is easyenclave/control-plane:latest")]
    [InlineData("replicas: 3", "replicas: 1", "one pod is no cluster")]
    [InlineData("maxUnavailable: 0", "maxUnavailable: 1", "before its successor is ready")]
    [InlineData("terminationGracePeriodSeconds: 45", "terminationGracePeriodSeconds: 20", "it is killed before")]
    [InlineData("runAsNonRoot: true", "runAsNonRoot: false", "runAsNonRoot is 'false'")]
    [InlineData("runAsUser: 1654", "runAsUser: 0", "runAsUser is '0'")]
    [InlineData("type: RuntimeDefault", "type: Unconfined", "type is 'Unconfined'")]
    [InlineData("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "readOnlyRootFilesystem is 'false'")]
    [InlineData("capabilities: { drop: [ALL] }", "capabilities: { add: [NET_ADMIN] }", "it keeps capabilities")]
    [InlineData("emptyDir: { medium: Memory, sizeLimit: 16Mi }", "hostPath: { path: /tmp }", "let out of its container")]
    [InlineData("limits: { memory: 2Gi }", "limits: {}", "its memory is not bounded")]
    [InlineData("containerPort: 8088", "containerPort: 8080", "the port control is 8080, and the program listens on 8088")]
    [InlineData("path: /health/ready", "path: /healthz", "readinessProbe asks for /healthz")]
    [InlineData("port: control, scheme: HTTPS", "port: control, scheme: HTTP", "speaks HTTP where the listener does not")]
    [InlineData("name: EE_CLUSTER_BIND", "name: EE_CLUSTER_LISTEN", "EE_CLUSTER_LISTEN is no variable")]
    [InlineData("{ name: EE_ADMIN_TOKEN_FILE, value: /run/secrets/easyenclave/admin_token }", "{ name: EE_ADMIN_TOKEN, value: open-sesame }", "EE_ADMIN_TOKEN is a secret")]
    [InlineData("easyenclave/node_key }", "easyenclave/key }", "the secret has no key")]
    [InlineData("easyenclave/node_key }", "elsewhere/node_key }", "where no secret is mounted")]
    [InlineData("defaultMode: 0440", "defaultMode: 0444", "the secrets' mode is not 0440")]
    [InlineData("admin_token: REPLACE-ME", "admin_token: 8a1f60", "admin_token looks like a secret")]
    [InlineData("EE_APP_DOMAINS:", "EE_APP_DOMAIN:", "EE_APP_DOMAIN is no variable")]
    [InlineData("configMapRef: { name: easyenclave }", "configMapRef: { name: settings }", "there is no ConfigMap settings")]
    [InlineData("targetPort: proxy", "targetPort: web", "no container has a port web")]
    [InlineData("targetPort: proxy", "targetPort: cluster", "open to everybody")]
    [InlineData("  selector: { app.kubernetes.io/name: easyenclave }", "  selector: { app.kubernetes.io/name: easy }", "no pod has the labels")]
    [InlineData("apiVersion: policy/v1", "apiVersion: policy/v1beta1", "policy/v1beta1 is not its version")]
    [InlineData("  namespace: easyenclave", "  namespace: default", "there is no namespace default")]
    public void ASetWithAFaultIsFound(string right, string wrong, string fault) =>
        Assert.Contains(Faults(right, wrong), found => found.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public void EveryFileIsAppliedButThePlaceholdersOfSecrets()
    {
        IEnumerable<string> applied = Yaml.Documents(File.ReadAllText(Path.Combine(Folder, "kustomization.yaml"))).Single()["resources"].Texts;

        Assert.Equal(
            Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)).Except(["kustomization.yaml", "secret.yaml"]).Order(StringComparer.Ordinal),
            applied.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Faults(string right, string wrong)
    {
        string[] texts = [.. Directory.GetFiles(Folder, "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllText)];
        if (right.Length > 0)
        {
            Assert.Contains(texts, text => text.Contains(right, StringComparison.Ordinal));
            texts = [.. texts.Select(text => text.Replace(right, wrong, StringComparison.Ordinal))];
        }

        return KubernetesLint.Faults([.. texts.SelectMany(Yaml.Documents)]);
    }
}
