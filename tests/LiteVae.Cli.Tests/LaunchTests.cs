using System.Diagnostics;
using LiteVae.Cli.Verbs.Launch;
using LiteVae.Codec.Configuration;
using LiteVae.Distributed;

namespace LiteVae.Cli.Tests;

public sealed class LaunchTests(Workspace workspace) : IClassFixture<Workspace>
{
    private static readonly MpiLauncher s_openMpi = new("/usr/bin/mpirun", MpiFamily.OpenMpi, "Open MPI 4.1.4");
    private static readonly MpiLauncher s_hydra = new("/usr/bin/mpiexec.hydra", MpiFamily.Mpich, "Hydra 4.0.2");

    [Fact]
    public void Each_rank_gets_cores_of_its_own_and_a_thread_for_each()
    {
        var plan = LaunchPlan.Create(Request(4), s_openMpi, cores: 16, isRoot: false);
        Assert.Equal(["-n", "4", "--map-by", "slot:PE=4", "--bind-to", "core"], plan.Arguments.Take(6));
        Assert.Equal(["train", "my recipe.yaml"], plan.Arguments.TakeLast(2));
        Assert.Equal("4", plan.Environment["OMP_NUM_THREADS"]);
        Assert.Equal("4", plan.Environment["LITEVAE_THREADS"]);
        Assert.StartsWith("OMP_NUM_THREADS=4 LITEVAE_THREADS=4 /usr/bin/mpirun -n 4 ", plan.ToString());
        Assert.EndsWith(" train 'my recipe.yaml'", plan.ToString());
        Assert.Equal(["-n", "3", "-bind-to", "core:5"], LaunchPlan.Create(Request(3), s_hydra, cores: 16, isRoot: false).Arguments.Take(4));
    }

    [Fact]
    public void Ranks_may_be_more_than_cores_where_that_was_asked_for()
    {
        var error = Assert.Throws<ConfigException>(() => LaunchPlan.Create(Request(4), s_openMpi, cores: 2, isRoot: false));
        Assert.Contains("asks for 4 cores, and there are 2", error.Message);
        Assert.Throws<ConfigException>(() => LaunchPlan.Create(Request(2) with { Threads = 2 }, s_openMpi, cores: 2, isRoot: false));
        var plan = LaunchPlan.Create(Request(4) with { Oversubscribes = true }, s_openMpi, cores: 2, isRoot: false);
        Assert.Equal(["-n", "4", "--oversubscribe", "--bind-to", "none"], plan.Arguments.Take(5));
    }

    [Fact]
    public void Open_MPI_is_allowed_to_run_as_root_only_where_the_user_is_root()
    {
        Assert.DoesNotContain("OMPI_ALLOW_RUN_AS_ROOT", LaunchPlan.Create(Request(2), s_openMpi, cores: 2, isRoot: false).Environment.Keys);
        Assert.DoesNotContain("OMPI_ALLOW_RUN_AS_ROOT", LaunchPlan.Create(Request(2), s_hydra, cores: 2, isRoot: true).Environment.Keys);
        var plan = LaunchPlan.Create(Request(2), s_openMpi, cores: 2, isRoot: true);
        Assert.Equal("1", plan.Environment["OMPI_ALLOW_RUN_AS_ROOT"]);
        Assert.Contains(plan.Remarks, remark => remark.Contains("running as root", StringComparison.Ordinal));
    }

    [Fact]
    public void Threads_of_one_core_are_not_counted_as_cores()
    {
        foreach (var (cpu, siblings) in new[] { ("cpu0", "0,2"), ("cpu1", "1,3"), ("cpu2", "0,2"), ("cpu3", "1,3") })
            workspace.Text($"cpus/{cpu}/topology/thread_siblings_list", siblings);
        workspace.Text("cpus/cpufreq/topology/thread_siblings_list", "x");
        Assert.Equal(2, Cores.OfFolder(workspace.At("cpus")));
        Assert.Null(Cores.OfFolder(workspace.At("nothing")));
    }

    [Theory]
    [InlineData("launch -- train")]
    [InlineData("launch -n 0 -- train")]
    [InlineData("launch -n 2")]
    [InlineData("launch -n 2 -- inspect")]
    [InlineData("launch -n 2 --mpi lam -- train")]
    [InlineData("bench allreduce")]
    public void Wrong_use_is_told(string args) => Assert.Empty(Tool.Run(args.Split(' ')).Expect(2).Results);

    [Fact]
    public void Where_there_is_no_launcher_it_says_what_to_install()
    {
        var outcome = Tool.Start(new Dictionary<string, string> { ["PATH"] = PathWithDotnetAlone() }, "launch", "-n", "2", "--", "train").Finish();
        outcome.Expect(1).Says("No launcher is on the path", "apt-get install openmpi-bin");
    }

    [Theory]
    [InlineData("openmpi", MpiFamily.OpenMpi)]
    [InlineData("mpich", MpiFamily.Mpich)]
    public void Ranks_work_together(string mpi, MpiFamily family)
    {
        InstalledMpi.Require(family);
        var outcome = Tool.RunProcess("launch", "-n", "2", "--oversubscribe", "--mpi", mpi, "--", "bench", "allreduce", "--seconds", "0.1", "--json").Expect(0);
        Assert.Contains("\"ranks\": 2", outcome.Results);
        Assert.Contains("\"bytes\": 268435456", outcome.Results);
    }

    [Theory]
    [InlineData("openmpi", MpiFamily.OpenMpi)]
    [InlineData("mpich", MpiFamily.Mpich)]
    public async Task An_interruption_reaches_the_ranks_which_end_in_order(string mpi, MpiFamily family)
    {
        InstalledMpi.Require(family);
        using var process = Tool.Start("launch", "-n", "2", "--oversubscribe", "--mpi", mpi, "--", "bench", "allreduce", "--seconds", "600");
        var results = process.StandardOutput.ReadToEndAsync();
        var messages = "";
        while (!messages.Contains("bytes: ", StringComparison.Ordinal) && await process.StandardError.ReadLineAsync() is { } line)
            messages += line; // until the ranks are at work: a signal before that would end them as they start
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync();
        var rest = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), "The job did not end.");
        Assert.True(process.ExitCode == ExitCode.Interrupted, $"{process.ExitCode}: {messages}{await rest}{await results}");
        Assert.Contains("stopping; ", await rest); // what a rank says; later words may be lost, as Hydra ends ranks once one has ended
    }

    private static LaunchRequest Request(int ranks) => new() { Ranks = ranks, Command = ["train", "my recipe.yaml"] };

    private string PathWithDotnetAlone()
    {
        var folder = workspace.Folder("dotnet-alone");
        foreach (var program in new[] { "dotnet", "env" })
        {
            var found = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(p => Path.Combine(p, program)).First(File.Exists);
            File.CreateSymbolicLink(Path.Combine(folder, program), File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found);
        }
        return folder;
    }
}
