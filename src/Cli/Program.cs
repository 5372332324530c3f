using EasyEnclave.Cli;
using EasyEnclave.Cli.Terminal;

return await new CommandTree(Shell.OfProcess()).RunAsync(args, CancellationToken.None);
