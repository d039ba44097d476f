using System.CommandLine;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Launch;

internal static class LaunchCommand
{
    public static Command Create(Session session)
    {
        var ranks = new Option<int>("--ranks", "-n") { Description = "How many processes share the work.", HelpName = "count", Required = true };
        ranks.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && int.TryParse(value, out var count) && count < 1)
                result.AddError($"--ranks expects at least 1; got {count}.");
        });
        var mpi = new Option<string>("--mpi") { Description = "Whose mpirun: auto, openmpi or mpich.", DefaultValueFactory = _ => "auto" };
        mpi.AcceptOnlyFromAmong("auto", "openmpi", "mpich");
        var threads = SharedOptions.AtLeastOne(new Option<int?>("--threads") { Description = "Processor threads of each rank; its share of the cores where not given." });
        var bind = new Option<string>("--bind") { Description = "core: each rank keeps to cores of its own; none: the system moves them.", DefaultValueFactory = _ => "core" };
        bind.AcceptOnlyFromAmong("core", "none");
        var oversubscribe = new Option<bool>("--oversubscribe") { Description = "Allow more ranks than cores, which take turns: for trying things out." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the launcher's command and run nothing." };
        var words = new Argument<string[]>("verb") { Description = "After two dashes, the verb and its options: -- train my.yaml --data photos.", HelpName = "verb", Arity = ArgumentArity.OneOrMore };
        var command = new Command("launch", "Run a verb as several processes of this machine that share its work, by mpirun.") { ranks, mpi, threads, bind, oversubscribe, dryRun, words };
        command.SetAction(parsed => new LaunchVerb(session).Run(new LaunchRequest
        {
            Ranks = parsed.GetValue(ranks),
            Command = parsed.GetValue(words)!,
            Mpi = parsed.GetValue(mpi)!,
            Threads = parsed.GetValue(threads),
            Binds = parsed.GetValue(bind) == "core",
            Oversubscribes = parsed.GetValue(oversubscribe),
            DryRun = parsed.GetValue(dryRun),
        }));
        return command;
    }
}
