using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using LiteVae.Cli.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Cli.Verbs.Bench;
using LiteVae.Cli.Verbs.Completion;
using LiteVae.Cli.Verbs.Decode;
using LiteVae.Cli.Verbs.Diffusion;
using LiteVae.Cli.Verbs.Doctor;
using LiteVae.Cli.Verbs.Encode;
using LiteVae.Cli.Verbs.Evaluate;
using LiteVae.Cli.Verbs.Export;
using LiteVae.Cli.Verbs.Help;
using LiteVae.Cli.Verbs.Import;
using LiteVae.Cli.Verbs.Init;
using LiteVae.Cli.Verbs.Inspect;
using LiteVae.Cli.Verbs.Launch;
using LiteVae.Cli.Verbs.Reconstruct;
using LiteVae.Cli.Verbs.Report;
using LiteVae.Cli.Verbs.Reproduce;
using LiteVae.Cli.Verbs.Serve;
using LiteVae.Cli.Verbs.Shard;
using LiteVae.Cli.Verbs.Train;
using LiteVae.Cli.Verbs.Version;
using LiteVae.Cli.Verbs.Weights;
using LiteVae.Distributed;

namespace LiteVae.Cli;

/// <summary>The tool as a whole: finds the verb, runs it, and turns whatever goes wrong into a line and an exit code.</summary>
internal sealed class Application
{
    private readonly Terminal _terminal;
    private readonly Option<bool> _trace = new("--trace") { Description = "Show where in the program an error arose.", Recursive = true };
    private readonly Command _root;
    private bool _showsTrace;

    public Application(Terminal terminal, Interruption interruption)
        : this(terminal, new Session(terminal, notice => interruption.Notice = notice, interruption.Token))
    {
    }

    internal Application(Terminal terminal, Session session)
    {
        _terminal = terminal;
        session = session with { TellFailure = Tell };
        _root = new Command("litevae", "Train, judge and use wavelet autoencoders for latent diffusion.")
        {
            TrainCommand.Create(session),
            ReportCommand.Create(session),
            EvaluateCommand.Create(session),
            ReconstructCommand.Create(session),
            EncodeCommand.Create(session),
            DecodeCommand.Create(session),
            ServeCommand.Create(session),
            ShardCommand.Create(session),
            DiffusionCommand.Create(session),
            ReproduceCommand.Create(session),
            LaunchCommand.Create(session),
            InitCommand.Create(session),
            ImportCommand.Create(session),
            ExportCommand.Create(session),
            InspectCommand.Create(session),
            BenchCommand.Create(session),
            BenchCommand.CreateWorker(session),
            WeightsCommand.Create(session),
            DoctorCommand.Create(session),
            DoctorCommand.CreateTorchProbe(session),
            CompletionCommand.Create(session),
            HelpCommand.Create(session, () => _root!, Run),
            VersionCommand.Create(session),
            _trace,
            new HelpOption(),
            VersionCommand.CreateOption(session),
        };
    }

    /// <returns>See <see cref="ExitCode"/>.</returns>
    public int Run(params IReadOnlyList<string> args)
    {
        if (Suggestions.AreAskedFor(args))
        {
            foreach (var suggestion in Suggestions.For(_root, args))
                _terminal.Result(suggestion);
            return ExitCode.Done;
        }
        var parsed = _root.Parse(args);
        if (Mistakes.Of(parsed, args) is { Count: > 0 } mistakes)
        {
            foreach (var mistake in mistakes)
                _terminal.Error(mistake);
            _terminal.Message($"See: {CommandPath(parsed)} --help");
            return ExitCode.WrongUse;
        }
        using var notice = Communicator.LaunchedRank is null or 0 ? new IndexingNotice(_terminal) : null;
        _showsTrace = parsed.GetValue(_trace) || Environment.GetEnvironmentVariable("LITEVAE_TRACE") == "1";
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = _terminal.Results.Profile.Out.Writer,
                Error = _terminal.Messages.Profile.Out.Writer,
            });
        }
        catch (Exception e)
        {
            Tell(e);
            return Failure.ExitCodeOf(e);
        }
    }

    private void Tell(Exception failure)
    {
        _terminal.Error(Failure.Describe(failure));
        if (_showsTrace)
            _terminal.Message(failure.ToString());
    }

    private static string CommandPath(ParseResult parsed)
    {
        var path = new Stack<string>();
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult command; result = result.Parent)
            path.Push(command.Command.Name);
        return string.Join(' ', path);
    }
}
