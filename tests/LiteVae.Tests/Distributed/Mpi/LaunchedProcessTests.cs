using LiteVae.Distributed;
using LiteVae.Distributed.Mpi;

namespace LiteVae.Tests.Distributed.Mpi;

public sealed class LaunchedProcessTests
{
    [Fact]
    public void A_process_that_nobody_launched_has_no_place() => Assert.Null(Detect(("HOME", "/root")));

    [Fact]
    public void Open_MPI_tells_ranks_their_place()
    {
        var launch = Detect(("OMPI_COMM_WORLD_RANK", "3"), ("OMPI_COMM_WORLD_SIZE", "8"), ("OMPI_COMM_WORLD_LOCAL_RANK", "1"), ("OMPI_COMM_WORLD_LOCAL_SIZE", "2"))!;
        Assert.Equal((3, 8, 1, 2), (launch.Rank, launch.Size, launch.LocalRank, launch.LocalSize));
        Assert.Equal(MpiFamily.OpenMpi, launch.Families[0]);
    }

    [Fact]
    public void MPICH_tells_ranks_their_place()
    {
        var launch = Detect(("PMI_RANK", "3"), ("PMI_SIZE", "8"), ("MPI_LOCALRANKID", "1"), ("MPI_LOCALNRANKS", "2"))!;
        Assert.Equal((3, 8, 1, 2), (launch.Rank, launch.Size, launch.LocalRank, launch.LocalSize));
        Assert.Equal(MpiFamily.Mpich, launch.Families[0]);
    }

    [Theory]
    [InlineData("PMIX_RANK", MpiFamily.OpenMpi)]
    [InlineData("HOME", MpiFamily.Mpich)]
    public void Tasks_of_srun_are_ranks(string variable, MpiFamily first)
    {
        var launch = Detect(("SLURM_STEP_ID", "0"), ("SLURM_PROCID", "5"), ("SLURM_STEP_NUM_TASKS", "8"), ("SLURM_LOCALID", "1"), (variable, "5"))!;
        Assert.Equal((5, 8, 1, null), (launch.Rank, launch.Size, launch.LocalRank, launch.LocalSize));
        Assert.Equal(first, launch.Families[0]);
    }

    /// <summary>The shells of sbatch and salloc, and what they start without srun.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("4294967291")]
    [InlineData("4294967290")]
    public void A_shell_of_Slurm_is_no_rank(string? step) =>
        Assert.Null(Detect(("SLURM_JOB_ID", "77"), ("SLURM_NTASKS", "8"), ("SLURM_PROCID", "0"), ("SLURM_STEP_NUM_TASKS", "8"), ("SLURM_STEP_ID", step)));

    [Fact]
    public void A_launcher_within_a_step_of_Slurm_decides()
    {
        var launch = Detect(
            ("SLURM_STEP_ID", "0"), ("SLURM_PROCID", "0"), ("SLURM_STEP_NUM_TASKS", "2"),
            ("OMPI_COMM_WORLD_RANK", "1"), ("OMPI_COMM_WORLD_SIZE", "4"))!;
        Assert.Equal((1, 4), (launch.Rank, launch.Size));
    }

    [Theory]
    [InlineData("Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4, repo rev: v4.1.4, May 26, 2022", "Open MPI 4.1.4")]
    [InlineData("MPICH Version:\t4.0.2\nMPICH Release date:\tThu Apr  7 12:34:45 CDT 2022", "MPICH 4.0.2")]
    [InlineData("Intel(R) MPI Library 2021.10 for Linux* OS\n", "Intel(R) MPI Library 2021.10 for Linux* OS")]
    public void Versions_are_told_briefly(string text, string expected) => Assert.Equal(expected, MpiVersion.Shorten(text));

    [Theory]
    [InlineData("mpirun.openmpi (OpenRTE) 4.1.4\n\nReport bugs to", "Open MPI 4.1.4")]
    [InlineData("mpirun (Open MPI) 5.0.3", "Open MPI 5.0.3")]
    [InlineData("HYDRA build details:\n    Version:                                 4.0.2\n", "Hydra 4.0.2")]
    public void Versions_of_launchers_are_told_briefly(string text, string expected) => Assert.Equal(expected, MpiVersion.ShortenLauncher(text));

    private static LaunchedProcess? Detect(params (string Name, string? Value)[] variables) =>
        LaunchedProcess.Detect(name => variables.FirstOrDefault(v => v.Name == name).Value);
}
