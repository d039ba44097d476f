using System.Diagnostics;

namespace LiteVae.Soak;

/// <summary>Starts the command line, which lies beside this program.</summary>
internal static class Tool
{
    public static Process Start(params string[] args) => Start(args, new Dictionary<string, string>());

    /// <summary>Starts it with variables of the environment.</summary>
    public static Process Start(string[] args, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LiteVae.Cli.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        // What nobody reads would fill the pipe and stop the process; what is read can be asked for afterwards.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>The exit code, and what it said on standard error.</returns>
    public static (int ExitCode, string Messages) Run(string[] args, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(args, environment ?? new Dictionary<string, string>());
        var messages = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, messages);
    }

    /// <exception cref="InvalidOperationException">It did not end with 0.</exception>
    public static void Expect(params string[] args)
    {
        var (exitCode, messages) = Run(args);
        if (exitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', args)} ended with {exitCode}: {messages}");
    }
}
