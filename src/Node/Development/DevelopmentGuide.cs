using EasyEnclave.Node.Composition;
using EasyEnclave.Node.Options;
using EasyEnclave.Protocol.Ids;

namespace EasyEnclave.Node.Development;

/// <summary>What to try, as lines that work when pasted.</summary>
internal static class DevelopmentGuide
{
    public static void Write(TextWriter output, ControlPlane node, NodeOptions options, DevelopmentFolder folder, AppName app)
    {
        string control = node.ControlUrl.ToString().TrimEnd('/');
        string proxy = node.ProxyUrl.ToString().TrimEnd('/');
        string insecure = node.ControlUrl.Scheme == "https" ? "-k " : string.Empty;
        output.WriteLine($"""
          control  {control}
          proxy    {proxy}
          token    {options.AdminToken}
          data     {Path.GetDirectoryName(Path.GetFullPath(options.DatabasePath))}{(folder.Temporary ? " (temporary; set EE_DB_PATH to keep it)" : string.Empty)}

          Try:
            curl {insecure}{control}/v1/resolve/{app}
            curl {insecure}-H 'X-EE-App: {app}' {proxy}/
            curl {insecure}-H 'Host: {app}.app.localhost' '{proxy}/some/path?q=1'
            curl {insecure}-H 'Authorization: Bearer {options.AdminToken}' {control}/v1/apps

          Ctrl-C ends everything.

        """);
    }
}
