using EasyEnclave.Agent.Options;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Node.Development;

/// <summary>What development mode serves: its own sample, or an app of the developer's, by the agent's variables.</summary>
/// <param name="Name">The name the app is reached by; <c>hello</c> unless <c>EE_APP_NAME</c> is set.</param>
/// <param name="Backend">Where it listens (<c>EE_BACKEND_URL</c>); null for the sample.</param>
internal sealed record DevelopmentApp(AppName Name, BackendAddress? Backend)
{
    /// <summary>Reads the variables; null, and all faults told, when they cannot be used. Empty is unset.</summary>
    public static DevelopmentApp? Read(Func<string, string?> variable, TextWriter errors)
    {
        string name = variable("EE_APP_NAME") is { Length: > 0 } named ? named : "hello";
        bool right = AppName.TryParse(name, out AppName app);
        if (!right)
            errors.WriteLine("error: EE_APP_NAME: is not valid; give a lowercase DNS label of at most 63 characters that is not reserved");

        BackendAddress? backend = null;
        if (variable("EE_BACKEND_URL") is { Length: > 0 } address && !BackendAddress.TryParse(address, out backend))
        {
            errors.WriteLine("error: EE_BACKEND_URL: is not valid; give http://host:port or unix:/path/to/socket");
            right = false;
        }

        return right ? new DevelopmentApp(app, backend) : null;
    }
}
