using System.Diagnostics;
using LiteVae.Distributed;

namespace LiteVae.Tests.Distributed.Mpi;

/// <summary>Runs LiteVae.EntryPoints as several ranks, under a launcher of MPI.</summary>
internal sealed class Job : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public string Folder => _files.Root;

    /// <summary>What each rank wrote, in their order.</summary>
    public string[] Written => [.. Directory.GetFiles(Folder, "rank-*.txt").Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    /// <summary>Runs one call on each rank, to the end of the job; skips the test where that MPI is not here.</summary>
    /// <param name="family">Whose launcher.</param>
    /// <param name="ranks">How many processes.</param>
    /// <param name="call">A name in LiteVae.EntryPoints.RankCalls.</param>
    /// <param name="environment">Variables to set.</param>
    public (int ExitCode, string Messages) Run(MpiFamily family, int ranks, string call, params IReadOnlyList<(string Name, string Value)> environment)
    {
        var launcher = MpiLauncher.Find().FirstOrDefault(l => l.Family == family);
        Assert.SkipWhen(launcher is null, $"there is no launcher of this MPI: apt-get install {(family == MpiFamily.OpenMpi ? "openmpi-bin" : "mpich")}");
        var start = new ProcessStartInfo(launcher!.File) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (family == MpiFamily.OpenMpi)
        {
            start.ArgumentList.Add("--oversubscribe");
            start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
            start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        }
        foreach (var argument in new[] { "-n", $"{ranks}", "dotnet", Path.Combine(AppContext.BaseDirectory, "LiteVae.EntryPoints.dll"), call, Folder })
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var messages = process.StandardError.ReadToEndAsync();
        var results = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"\"{call}\" under {launcher.Name} did not end. {messages.Result}{results.Result}");
        }
        process.WaitForExit();
        return (process.ExitCode, $"{messages.Result}{results.Result}");
    }

    public void Dispose() => _files.Dispose();
}
