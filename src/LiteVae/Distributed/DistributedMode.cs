namespace LiteVae.Distributed;

/// <summary>Whether a process works together with others.</summary>
public enum DistributedMode
{
    /// <summary>It does where a launcher, such as mpirun or srun, started several processes.</summary>
    Auto,

    /// <summary>It works alone, whoever started it.</summary>
    Off,
}
