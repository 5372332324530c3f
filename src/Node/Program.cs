using EasyEnclave.Node;

return args is [var verb, .. var rest] && Verbs.All.TryGetValue(verb, out Func<string[], Task<int>>? run)
    ? await run(rest)
    : await ServeCommand.RunAsync(args);
