using EasyEnclave.Tests.Testing;

namespace EasyEnclave.Tests.Deploying;

/// <summary>Holds a Dockerfile to the program that it packs; each fault names the line.</summary>
internal static class DockerfileLint
{
    private const string Source = "/source/";

    public static IEnumerable<string> Faults(string text, ShippedProgram program, DockerIgnore ignored)
    {
        Dockerfile file = Dockerfile.Parse(text);
        return Images(file).Concat(Copies(file, program, ignored)).Concat(Settings(file, program)).Concat(Running(file, program));
    }

    /// <summary>The files that the image holds, by their paths in it.</summary>
    public static IReadOnlyList<string> Contents(Dockerfile file) =>
    [
        .. file.Final.Where(copy => copy is { Keyword: "COPY", Operands.Count: >= 2 })
            .SelectMany(copy => copy.Operands.SkipLast(1).Select(source => copy.Operands[^1].EndsWith('/') ? copy.Operands[^1] + Path.GetFileName(source) : copy.Operands[^1])),
    ];

    private static IEnumerable<string> Images(Dockerfile file)
    {
        foreach (Dockerfile.Instruction from in file.Of("FROM"))
        {
            if (!file.Stages.ContainsKey(from.Words[0]) && PinnedImage.FaultOf(from.Words[0]) is { } fault)
                yield return $"line {from.Line}: {fault}";
        }

        string? framework = file.Of("FROM").Select(from => from.Words[0]).LastOrDefault();
        if (framework?.Contains("chiseled", StringComparison.Ordinal) != true)
            yield return $"the image is made on {framework}, which holds more than the program needs: a shell";
    }

    private static IEnumerable<string> Copies(Dockerfile file, ShippedProgram program, DockerIgnore ignored)
    {
        foreach (Dockerfile.Instruction copy in file.Of("COPY"))
        {
            foreach (string source in copy.Operands.SkipLast(1))
            {
                string? fault = copy.Flags.TryGetValue("from", out string? stage)
                    ? FromStage(file, copy, stage, source, program)
                    : FromContext(source, ignored);
                if (fault is not null)
                    yield return $"line {copy.Line}: {fault}";
            }
        }

        foreach (Dockerfile.Instruction add in file.Of("ADD"))
            yield return $"line {add.Line}: ADD fetches and unpacks; use COPY";
    }

    private static string? FromContext(string source, DockerIgnore ignored)
    {
        string path = Path.Combine(Repository.Root, source);
        return !File.Exists(path) && !Directory.Exists(path) ? $"{source} is not in the repository"
            : !ignored.Keeps(source) ? $"{source} is left out by .dockerignore"
            : null;
    }

    private static string? FromStage(Dockerfile file, Dockerfile.Instruction copy, string stage, string source, ShippedProgram program)
    {
        if (!file.Stages.TryGetValue(stage, out int number) || number >= copy.Stage)
            return $"{stage} is no stage before this one";

        string published = $"{Source}artifacts/publish/{program.Project.ToLowerInvariant()}/";
        string[] files = program.Project == "Node" ? [program.Executable, "libe_sqlite3.so"] : [program.Executable];
        bool made = file.Of("RUN").Any(run => run.Stage == number && (run.Rest == "mkdir " + source
            || (source.StartsWith(published, StringComparison.Ordinal) && run.Rest == $"sh build.sh publish-{program.Project.ToLowerInvariant()}")));
        if (source.StartsWith(published, StringComparison.Ordinal))
            return !made ? $"{source}: no step publishes it" : files.Contains(source[published.Length..]) ? null : $"{source}: the build publishes no such file";

        bool copied = source.StartsWith(Source, StringComparison.Ordinal)
            && file.Of("COPY").Any(other => other.Stage == number && other.Operands.SkipLast(1).Contains(source[Source.Length..]));
        return made || copied ? null : $"{source} is not made in {stage}";
    }

    private static IEnumerable<string> Settings(Dockerfile file, ShippedProgram program)
    {
        foreach (Dockerfile.Instruction env in file.Of("ENV"))
        {
            foreach ((string name, string value) in env.Pairs)
            {
                if (program.FaultOf(name, value) is { } fault)
                    yield return $"line {env.Line}: {fault}";
            }
        }

        IEnumerable<string> exposed = file.Of("EXPOSE").SelectMany(expose => expose.Words);
        string[] served = program.Project == "Node" ? [ShippedProgram.DefaultOf("EE_CONTROL_PORT")!, ShippedProgram.DefaultOf("EE_PROXY_PORT")!] : [];
        if (!exposed.Order(StringComparer.Ordinal).SequenceEqual(served.Order(StringComparer.Ordinal)))
            yield return $"EXPOSE names {string.Join(' ', exposed)} where the program listens on {string.Join(' ', served)}";

        string? store = file.Of("ENV").SelectMany(env => env.Pairs).Where(pair => pair.Name == "EE_DB_PATH").Select(pair => Path.GetDirectoryName(pair.Value)).FirstOrDefault();
        if (store != file.Last("VOLUME")?.Rest)
            yield return $"the store lies in {store ?? "no folder"} and the volume is {file.Last("VOLUME")?.Rest ?? "none"}";
        string owner = $"{ShippedProgram.User}:{ShippedProgram.User}";
        if (store is not null && !file.Final.Any(copy => copy.Keyword == "COPY" && copy.Operands[^1] == store && copy.Flags.GetValueOrDefault("chown") == owner))
            yield return $"{store} is not the program's user's: a new volume there could not be written";
    }

    private static IEnumerable<string> Running(Dockerfile file, ShippedProgram program)
    {
        string entry = "/app/" + program.Executable;
        if (file.Last("USER")?.Rest != $"{ShippedProgram.User}:{ShippedProgram.User}")
            yield return $"the user is {file.Last("USER")?.Rest ?? "root"} instead of {ShippedProgram.User}:{ShippedProgram.User}";
        if (file.Last("ENTRYPOINT")?.Exec is not [var started] || started != entry)
            yield return $"ENTRYPOINT does not start {entry} in exec form";
        if (!Contents(file).Contains(entry))
            yield return $"{entry} is not copied into the image";
        foreach (Dockerfile.Instruction run in file.Final.Where(instruction => instruction.Keyword == "RUN"))
            yield return $"line {run.Line}: RUN needs a shell, which the image does not have";

        Dockerfile.Instruction? health = file.Last("HEALTHCHECK");
        if (health is null)
            yield return "no HEALTHCHECK, not even NONE";
        else if (health.Rest != "NONE" && !(health.Exec is [var asked, var verb] && asked == entry && program.Verbs.Contains(verb)))
            yield return $"line {health.Line}: HEALTHCHECK runs nothing that {program.Executable} can do";
        else if (program.Project == "Node" && health.Rest == "NONE")
            yield return "the server has a verb for HEALTHCHECK";
    }
}
