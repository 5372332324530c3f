using EasyEnclave.Node;

// The verbs of the server program; without one it serves.
return args switch
{
    ["dev", .. string[] rest] => await DevCommand.RunAsync(rest),
    ["ledger", .. string[] rest] => await LedgerVerb.RunAsync(rest),
    ["--help" or "-h" or "help", ..] => HelpCommand.Run(),
    ["--version"] => HelpCommand.Version(),
    _ => await ServeCommand.RunAsync(args),
};
