using System.Runtime.InteropServices;

namespace LiteVae.Distributed.Mpi;

/// <summary>What mpi.h defines otherwise in each family of implementations: handles and constants.</summary>
/// <remarks>
/// MPICH's handles are 32-bit integers, the others' are pointers. Passed as pointers they are right for all: a callee that expects
/// 32 bits reads the lower half of the register or stack slot, and where it writes a handle, the upper half was 0 before.
/// </remarks>
internal sealed record MpiAbi
{
    public required MpiFamily Family { get; init; }

    /// <summary>MPI_COMM_WORLD.</summary>
    public required nint World { get; init; }

    public required nint Float { get; init; }

    public required nint Double { get; init; }

    public required nint Byte { get; init; }

    /// <summary>MPI_SUM.</summary>
    public required nint Sum { get; init; }

    /// <summary>MPI_ERRORS_RETURN.</summary>
    public required nint ErrorsReturn { get; init; }

    /// <summary>MPI_INFO_NULL.</summary>
    public required nint NoInfo { get; init; }

    /// <summary>MPI_IN_PLACE.</summary>
    public required nint InPlace { get; init; }

    /// <summary>MPI_STATUS_IGNORE.</summary>
    public required nint IgnoreStatus { get; init; }

    /// <summary>MPI_COMM_TYPE_SHARED.</summary>
    public required int Shared { get; init; }

    /// <summary>MPI_THREAD_SERIALIZED.</summary>
    public required int Serialized { get; init; }

    /// <summary>The definitions of a loaded library.</summary>
    /// <param name="library">Its handle.</param>
    /// <param name="name">Its name or path.</param>
    public static MpiAbi Of(nint library, string name)
    {
        if (Path.GetFileName(name).StartsWith("libmpi_abi", StringComparison.Ordinal))
            return Standard;
        return NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _) ? OfOpenMpi(library) : Mpich;
    }

    // Open MPI's handles are the addresses of its objects.
    private static MpiAbi OfOpenMpi(nint library) => new()
    {
        Family = MpiFamily.OpenMpi,
        World = NativeLibrary.GetExport(library, "ompi_mpi_comm_world"),
        Float = NativeLibrary.GetExport(library, "ompi_mpi_float"),
        Double = NativeLibrary.GetExport(library, "ompi_mpi_double"),
        Byte = NativeLibrary.GetExport(library, "ompi_mpi_byte"),
        Sum = NativeLibrary.GetExport(library, "ompi_mpi_op_sum"),
        ErrorsReturn = NativeLibrary.GetExport(library, "ompi_mpi_errors_return"),
        NoInfo = NativeLibrary.GetExport(library, "ompi_mpi_info_null"),
        InPlace = 1,
        IgnoreStatus = 0,
        Shared = 0,
        Serialized = 2,
    };

    private static MpiAbi Mpich { get; } = new()
    {
        Family = MpiFamily.Mpich,
        World = 0x44000000,
        Float = 0x4c00040a,
        Double = 0x4c00080b,
        Byte = 0x4c00010d,
        Sum = 0x58000003,
        ErrorsReturn = 0x54000001,
        NoInfo = 0x1c000000,
        InPlace = -1,
        IgnoreStatus = 1,
        Shared = 1,
        Serialized = 2,
    };

    // Chapter 20 of MPI 5.0.
    private static MpiAbi Standard { get; } = new()
    {
        Family = MpiFamily.StandardAbi,
        World = 0x101,
        Float = 0x210,
        Double = 0x214,
        Byte = 0x247,
        Sum = 0x21,
        ErrorsReturn = 0x142,
        NoInfo = 0x130,
        InPlace = 1,
        IgnoreStatus = 0,
        Shared = 221,
        Serialized = 2048,
    };
}
