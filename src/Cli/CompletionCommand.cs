using System.CommandLine;
using System.Text.Json.Nodes;
using EasyEnclave.Cli.Terminal;

namespace EasyEnclave.Cli;

/// <summary><c>ee completion</c>: scripts by which shells ask this very program what may come next.</summary>
internal static class CompletionCommand
{
    // Words up to the cursor go on one line; the program answers with one candidate a line. Files are offered where it has none.
    private const string Bash =
        """
        _ee() {
            local line="${COMP_WORDS[*]:1:COMP_CWORD}"
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _ee ee
        """;

    private const string Zsh =
        """
        #compdef ee
        _ee() {
            local line="${(j: :)words[2,CURRENT]}"
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            if [[ -n "${found[1]}" ]]; then compadd -a found; else _files; fi
        }
        if [[ "${funcstack[1]}" == _ee ]]; then _ee; else compdef _ee ee; fi
        """;

    private const string Fish =
        """
        function __ee_complete
            set -l words (commandline -opc) (commandline -ct)
            set -l line (string join ' ' -- $words[2..-1])
            $words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c ee -a '(__ee_complete)'
        """;

    /// <summary>Builds the noun.</summary>
    public static Command Build(CommandTree tree)
    {
        var noun = new Command("completion", "Print the script by which a shell completes this program's commands.");
        Add(tree, noun, "bash", Bash, "source <(ee completion bash)");
        Add(tree, noun, "zsh", Zsh, "source <(ee completion zsh)");
        Add(tree, noun, "fish", Fish, "ee completion fish | source");
        return noun;
    }

    private static void Add(CommandTree tree, Command noun, string shell, string script, string use)
    {
        var verb = new Command(shell, $"For {shell}: {use}");
        verb.SetAction(parsed =>
        {
            if (tree.IsJson(parsed))
                return tree.Print(new Outcome(ExitCode.Accepted, new JsonObject { ["shell"] = shell, ["script"] = script }, new View(Tone.Plain, "")), json: true);
            tree.Shell.Output.WriteLine(script);
            return ExitCode.Accepted;
        });
        noun.Add(verb);
    }
}
