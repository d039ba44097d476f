using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LiteVae.Cli.Progress;
using LiteVae.Distributed;
using Spectre.Console;

namespace LiteVae.Cli;

/// <summary>Where results go (standard output), and where messages and progress go (standard error).</summary>
internal sealed class Terminal(IAnsiConsole results, IAnsiConsole messages, bool showsProgressBars)
{
    private static readonly JsonSerializerOptions JsonFormat = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public IAnsiConsole Results { get; } = results;

    public IAnsiConsole Messages { get; } = messages;

    /// <summary>The process's own streams.</summary>
    public static Terminal Standard() => new(
        Create(Console.Out, Communicator.IsLaunched || Console.IsOutputRedirected),
        Create(Console.Error, Communicator.IsLaunched || Console.IsErrorRedirected),
        !Communicator.IsLaunched && !Console.IsErrorRedirected);

    /// <summary>The streams of a process that tells nothing.</summary>
    public static Terminal Silent() => new(Create(TextWriter.Null, redirected: true), Create(TextWriter.Null, redirected: true), showsProgressBars: false);

    /// <summary>A line of results, as it is: never wrapped or coloured.</summary>
    public void Result(string line) => Results.Profile.Out.Writer.WriteLine(line);

    /// <summary>The one JSON object of a verb that was asked for it.</summary>
    public void Result(JsonObject json) => Result(json.ToJsonString(JsonFormat));

    /// <summary>A line for the user; above the progress bar, where there is one.</summary>
    public void Message(string line)
    {
        if (showsProgressBars)
            Messages.WriteLine(line);
        else
            Messages.Profile.Out.Writer.WriteLine(line);
    }

    public void Warning(string line) => Labeled("warning", "yellow", line);

    public void Error(string line) => Labeled("error", "red", line);

    /// <summary>Begins to show how far some work is: as a bar on a terminal, else as a line now and then.</summary>
    public IProgressDisplay StartProgress(long total) => showsProgressBars ? new ProgressBarDisplay(Messages, total) : new ProgressLines(this, total);

    private void Labeled(string label, string color, string line)
    {
        Messages.Markup($"[bold {color}]{label}:[/] ");
        Message(line);
    }

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (redirected)
            console.Profile.Width = 1000; // files have no width to wrap at
        return console;
    }
}
