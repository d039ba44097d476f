using System.CommandLine;
using LiteVae.Cli.CommandLine;

namespace LiteVae.Cli.Verbs.Help;

/// <summary>Help as a verb: <c>litevae help train</c> is <c>litevae train --help</c>.</summary>
internal static class HelpCommand
{
    /// <param name="session">Where a wrong verb is told.</param>
    /// <param name="root">Finds the tool's command, which this one is a part of.</param>
    /// <param name="run">Runs a command line.</param>
    public static Command Create(Session session, Func<Command> root, Func<IReadOnlyList<string>, int> run)
    {
        var verb = new Argument<string[]>("verb") { Description = "A verb, such as \"train\" or \"diffusion sample\"; all verbs where not given.", HelpName = "verb", Arity = ArgumentArity.ZeroOrMore };
        verb.CompletionSources.Add(context => Find(root(), context.ParseResult.GetValue(verb)!)?.Subcommands.Where(c => !c.Hidden).Select(c => c.Name) ?? []);
        var help = new Command("help", "Show what a verb does, and its options.") { verb };
        help.SetAction(parsed =>
        {
            var path = parsed.GetValue(verb)!;
            for (var i = 1; i <= path.Length; i++)
            {
                if (Find(root(), path[..i]) is null)
                {
                    session.Terminal.Error(Mistakes.UnknownVerb(path[i - 1], Find(root(), path[..(i - 1)])!));
                    return ExitCode.WrongUse;
                }
            }
            return run([.. path, "--help"]);
        });
        return help;
    }

    private static Command? Find(Command root, IReadOnlyList<string> path) =>
        path.Aggregate((Command?)root, (command, name) => command?.Subcommands.FirstOrDefault(c => c.Name == name));
}
