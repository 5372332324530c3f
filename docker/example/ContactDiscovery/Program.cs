using EasyEnclave.ContactDiscovery;

return await ContactProgram.RunAsync(args, Environment.GetEnvironmentVariable, Console.Out, Console.Error);
