using EasyEnclave.Agent;

return await AgentProgram.RunAsync(args);
