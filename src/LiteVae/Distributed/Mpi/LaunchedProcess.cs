using System.Globalization;

namespace LiteVae.Distributed.Mpi;

/// <summary>What a launcher told a process in its environment.</summary>
internal sealed record LaunchedProcess
{
    // Slurm gives the steps that are no srun of the user's (batch script, interactive shell and the like) the highest numbers.
    private const uint FirstSpecialStep = 0xfffffff0;

    /// <summary>"Open MPI's mpirun".</summary>
    public required string Launcher { get; init; }

    /// <summary>Families of MPI that may work with it, the likeliest first.</summary>
    public required IReadOnlyList<MpiFamily> Families { get; init; }

    public required int Rank { get; init; }

    public required int Size { get; init; }

    /// <summary>Null where the launcher does not say.</summary>
    public int? LocalRank { get; init; }

    /// <summary>Null where the launcher does not say.</summary>
    public int? LocalSize { get; init; }

    /// <summary>Reads the environment.</summary>
    /// <param name="variable">A variable's value, or null.</param>
    /// <returns>Null where no launcher started the process.</returns>
    public static LaunchedProcess? Detect(Func<string, string?> variable)
    {
        int? Number(string name) => int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

        if (Number("OMPI_COMM_WORLD_RANK") is { } openMpiRank && Number("OMPI_COMM_WORLD_SIZE") is { } openMpiSize)
        {
            return new()
            {
                Launcher = "Open MPI's mpirun",
                Families = [MpiFamily.OpenMpi, MpiFamily.StandardAbi],
                Rank = openMpiRank,
                Size = openMpiSize,
                LocalRank = Number("OMPI_COMM_WORLD_LOCAL_RANK"),
                LocalSize = Number("OMPI_COMM_WORLD_LOCAL_SIZE"),
            };
        }
        var inStep = uint.TryParse(variable("SLURM_STEP_ID"), NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step < FirstSpecialStep;
        if (Number("PMI_RANK") is { } pmiRank && Number("PMI_SIZE") is { } pmiSize)
        {
            // srun's --mpi=pmi2 sets them too, and so does a Hydra that was started within a job step: Hydra says more.
            var hydra = variable("MPI_LOCALNRANKS") is not null || !inStep;
            return new()
            {
                Launcher = hydra ? "MPICH's mpiexec" : "srun",
                Families = [MpiFamily.Mpich, MpiFamily.StandardAbi, MpiFamily.OpenMpi],
                Rank = pmiRank,
                Size = pmiSize,
                LocalRank = Number("MPI_LOCALRANKID") ?? (hydra ? null : Number("SLURM_LOCALID")),
                LocalSize = Number("MPI_LOCALNRANKS"),
            };
        }
        // The shell of sbatch or salloc has SLURM_NTASKS too: only srun gives a process its place in a step of several tasks.
        if (inStep && Number("SLURM_PROCID") is { } slurmRank && Number("SLURM_STEP_NUM_TASKS") is { } slurmSize)
        {
            return new()
            {
                Launcher = "srun",
                Families = variable("PMIX_RANK") is null
                    ? [MpiFamily.Mpich, MpiFamily.OpenMpi, MpiFamily.StandardAbi]
                    : [MpiFamily.OpenMpi, MpiFamily.StandardAbi, MpiFamily.Mpich],
                Rank = slurmRank,
                Size = slurmSize,
                LocalRank = Number("SLURM_LOCALID"),
            };
        }
        return null;
    }

    public override string ToString() => Launcher;
}
