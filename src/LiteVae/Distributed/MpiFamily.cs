namespace LiteVae.Distributed;

/// <summary>Implementations of MPI that share one binary interface.</summary>
public enum MpiFamily
{
    /// <summary>Open MPI, and what is made of it.</summary>
    OpenMpi,

    /// <summary>MPICH and its relatives: Intel MPI, MVAPICH, Cray MPICH.</summary>
    Mpich,

    /// <summary>Any implementation that offers the standard binary interface of MPI 5 (libmpi_abi).</summary>
    StandardAbi,
}
