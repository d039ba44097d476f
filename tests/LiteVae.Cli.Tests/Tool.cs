using System.Diagnostics;
using Spectre.Console;

namespace LiteVae.Cli.Tests;

/// <summary>Calls the tool: in this process, or as one of its own.</summary>
internal static class Tool
{
    /// <summary>The settings of a run that takes a second: few channels, few pixels.</summary>
    public static string[] TinyRun(int steps, int checkpointEvery = 2) =>
    [
        "--set", "model={preset: litevae-s-mini, latent_channels: 4, decoder: {channels: 16, multipliers: [1, 1, 1, 1]}}",
        "--set", $"train.phases=[{{resolution: 16, steps: {steps}, batch_size: 2}}]",
        "--set", $"train.checkpoint_every={checkpointEvery}", "--set", "train.log_every=1", "--set", "train.sample_every=1000",
        "--set", "data.holdout=2", "--threads", "1",
    ];

    public static Outcome Run(params string[] args) => Run(CancellationToken.None, args);

    public static Outcome Run(CancellationToken cancellationToken, params string[] args) =>
        Run(session => new Application(session.Terminal, session).Run(args), cancellationToken);

    /// <summary>Does a part of the tool's work by itself.</summary>
    internal static Outcome Run(Func<Session, int> work, CancellationToken cancellationToken)
    {
        var (results, messages) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(Console(results), Console(messages), showsProgressBars: false);
        var code = work(new Session(terminal, _ => { }, cancellationToken));
        return new Outcome(code, results.ToString(), messages.ToString());
    }

    public static Process Start(params string[] args) => Start(new Dictionary<string, string>(), args);

    /// <summary>The same, with variables of the environment.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        if (OperatingSystem.IsLinux())
        {
            // A shell that runs the tests in the background ignores Ctrl-C, and so would all they start.
            start.FileName = "env";
            start.ArgumentList.Add("--default-signal=INT");
            start.ArgumentList.Add("dotnet");
        }
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "LiteVae.Cli.dll"));
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static Outcome Finish(this Process process)
    {
        var (results, messages) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "The process did not end.");
        var outcome = new Outcome(process.ExitCode, results.Result, messages.Result);
        process.Dispose();
        return outcome;
    }

    public static Outcome RunProcess(params string[] args) => Start(args).Finish();

    private static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = 1000;
        return console;
    }
}
