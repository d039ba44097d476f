using System.Globalization;
using LiteVae.Distributed;

namespace LiteVae.Tests.Distributed.Mpi;

/// <summary>Real processes under mpirun, of both families.</summary>
public sealed class MpiCommunicatorTests
{
    public static TheoryData<MpiFamily, int> FamiliesAndRanks => new(
        from family in new[] { MpiFamily.OpenMpi, MpiFamily.Mpich }
        from ranks in new[] { 2, 3, 4 }
        select (family, ranks));

    [Theory]
    [InlineData(MpiFamily.OpenMpi)]
    [InlineData(MpiFamily.Mpich)]
    public void Ranks_know_their_place(MpiFamily family)
    {
        using var job = new Job();
        AssertDone(job.Run(family, 3, "rank: place"));
        Assert.Equal(3, job.Written.Length);
        for (var rank = 0; rank < 3; rank++)
            Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{rank} 3 {rank} 3 "), job.Written[rank]);
        Assert.Contains(family == MpiFamily.OpenMpi ? "Open MPI" : "MPICH", job.Written[0]);
    }

    /// <summary>For sizes from one number to ten million; each rank also checks the sums themselves, and that a second sum of the same values has the same bits.</summary>
    [Theory]
    [MemberData(nameof(FamiliesAndRanks))]
    public void Sums_have_the_same_bits_on_all_ranks(MpiFamily family, int ranks)
    {
        using var job = new Job();
        AssertDone(job.Run(family, ranks, "rank: sums"));
        Assert.Equal(ranks, job.Written.Length);
        Assert.Single(job.Written.Distinct());
    }

    [Theory]
    [InlineData(MpiFamily.OpenMpi)]
    [InlineData(MpiFamily.Mpich)]
    public void Bytes_are_broadcast_and_gathered_whatever_their_length(MpiFamily family) => AssertDone(Run(family, 3, "rank: other collectives"));

    [Theory]
    [InlineData(MpiFamily.OpenMpi)]
    [InlineData(MpiFamily.Mpich)]
    public void Null_references_are_exceptions_still(MpiFamily family) => AssertDone(Run(family, 2, "rank: null reference"));

    [Theory]
    [InlineData(MpiFamily.OpenMpi)]
    [InlineData(MpiFamily.Mpich)]
    public void Ranks_that_are_told_to_work_alone(MpiFamily family) => AssertDone(Run(family, 2, "rank: works alone"));

    /// <summary>Rank 1 lets rank 0 wait for two seconds, of which a core that is kept busy would compute two.</summary>
    [Theory]
    [InlineData(MpiFamily.OpenMpi)]
    [InlineData(MpiFamily.Mpich)]
    public void A_long_wait_leaves_the_core_to_others(MpiFamily family)
    {
        using var job = new Job();
        AssertDone(job.Run(family, 2, "rank: long wait"));
        Assert.InRange(double.Parse(job.Written[0], CultureInfo.InvariantCulture), 0, 0.3);
    }

    [Theory]
    [InlineData(MpiFamily.OpenMpi)]
    [InlineData(MpiFamily.Mpich)]
    public void An_abort_ends_all_ranks_with_its_code(MpiFamily family) => Assert.Equal(7, Run(family, 3, "rank: abort").ExitCode);

    [Theory]
    [InlineData(MpiFamily.OpenMpi)]
    [InlineData(MpiFamily.Mpich)]
    public void A_rank_that_is_killed_ends_the_job(MpiFamily family) => Assert.NotEqual(0, Run(family, 3, "rank: killed").ExitCode);

    [Theory]
    [InlineData(MpiFamily.OpenMpi)]
    [InlineData(MpiFamily.Mpich)]
    public void A_rank_that_fails_ends_the_job(MpiFamily family)
    {
        var (exitCode, messages) = Run(family, 3, "rank: exception");
        Assert.NotEqual(0, exitCode); // MPICH combines the codes of all ranks, of which it has killed two
        Assert.Contains("rank 1 failed", messages);
    }

    [Theory]
    [InlineData(MpiFamily.OpenMpi)]
    [InlineData(MpiFamily.Mpich)]
    public void An_error_of_MPI_names_rank_machine_and_operation(MpiFamily family)
    {
        var (exitCode, messages) = Run(family, 2, "rank: different lengths");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Rank 1 of 2 on ", messages);
        Assert.Contains("a broadcast of 500 bytes from rank 0 failed", messages);
    }

    [Theory]
    [InlineData(MpiFamily.OpenMpi)]
    [InlineData(MpiFamily.Mpich)]
    public void A_wait_ends_once_it_is_interrupted(MpiFamily family)
    {
        var (exitCode, messages) = Run(family, 2, "rank: interrupted");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Rank 0 of 2 on ", messages);
        Assert.Contains("for a barrier, which did not come", messages);
    }

    [Fact]
    public void A_library_that_does_not_load_is_named()
    {
        var (exitCode, messages) = Run(MpiFamily.OpenMpi, 2, "rank: place", ("LITEVAE_MPI", "/nowhere/libmpi.so"));
        Assert.NotEqual(0, exitCode);
        Assert.Contains("LITEVAE_MPI is \"/nowhere/libmpi.so\", which is no library of MPI that loads", messages);
    }

    [Fact]
    public void A_library_that_does_not_fit_the_launcher_is_named()
    {
        Assert.SkipWhen(MpiInstallation.Find().All(found => found.Family != MpiFamily.Mpich), "there is no second MPI: apt-get install mpich");
        var (exitCode, messages) = Run(MpiFamily.OpenMpi, 2, "rank: place", ("LITEVAE_MPI", "libmpich.so.12"));
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Open MPI's mpirun started 2 ranks, but MPICH", messages);
    }

    private static (int ExitCode, string Messages) Run(MpiFamily family, int ranks, string call, params IReadOnlyList<(string Name, string Value)> environment)
    {
        using var job = new Job();
        return job.Run(family, ranks, call, environment);
    }

    private static void AssertDone((int ExitCode, string Messages) outcome) => Assert.True(outcome.ExitCode == 0, $"{outcome.ExitCode}: {outcome.Messages}");
}
