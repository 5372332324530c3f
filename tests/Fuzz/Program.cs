using EasyEnclave.Fuzz;
using EasyEnclave.Fuzz.Runs;
using EasyEnclave.Fuzz.Targets;

if (!FuzzOptions.TryParse(args, out var options, out var fault))
{
    Console.Error.WriteLine($"fuzz: {fault}");
    Console.Error.WriteLine(FuzzOptions.Usage);
    return 2;
}

FuzzTarget[] targets = [.. FuzzTargets.All().Where(target => options.Target is null || target.Name == options.Target)];
if (targets.Length == 0)
{
    Console.Error.WriteLine($"fuzz: there is no target '{options.Target}'; there are {string.Join(", ", FuzzTargets.All().Select(target => target.Name))}");
    return 2;
}

using var watchdog = new Watchdog();
if (options.Input is { } path)
    return Fuzzer.Replay(targets[0], File.ReadAllBytes(path), watchdog) ? 0 : 1;

Console.WriteLine($"fuzz: seed {options.Seed}, {options.Seconds} s over {targets.Length} targets");
var sound = true;
foreach (var target in targets)
    sound &= new Fuzzer(target, options.Seed, watchdog).Run(TimeSpan.FromSeconds((double)options.Seconds / targets.Length), options.Iterations);
return sound ? 0 : 1;
