using System.Runtime.InteropServices;

namespace LiteVae.Distributed.Mpi;

/// <summary>The functions of MPI that are used, of one loaded library, without the prefix MPI_. Each returns MPI's error code; 0 is success.</summary>
internal sealed unsafe class MpiFunctions(nint library)
{
    private const int TextLength = 16384; // the longest text, MPICH's version, has 8192 characters at most

    /// <summary>MPI_Initialized, MPI_Finalized: (flag).</summary>
    public readonly delegate* unmanaged<int*, int> Initialized = (delegate* unmanaged<int*, int>)Of(library, "Initialized");
    public readonly delegate* unmanaged<int*, int> Finalized = (delegate* unmanaged<int*, int>)Of(library, "Finalized");

    /// <summary>(argc, argv, required, provided).</summary>
    public readonly delegate* unmanaged<int*, byte***, int, int*, int> InitThread = (delegate* unmanaged<int*, byte***, int, int*, int>)Of(library, "Init_thread");

    public readonly delegate* unmanaged<int> FinalizeAll = (delegate* unmanaged<int>)Of(library, "Finalize");

    /// <summary>(communicator, exit code).</summary>
    public readonly delegate* unmanaged<nint, int, int> Abort = (delegate* unmanaged<nint, int, int>)Of(library, "Abort");

    /// <summary>(communicator, rank or size).</summary>
    public readonly delegate* unmanaged<nint, int*, int> CommRank = (delegate* unmanaged<nint, int*, int>)Of(library, "Comm_rank");
    public readonly delegate* unmanaged<nint, int*, int> CommSize = (delegate* unmanaged<nint, int*, int>)Of(library, "Comm_size");

    /// <summary>(communicator, type, key, info, new communicator).</summary>
    public readonly delegate* unmanaged<nint, int, int, nint, nint*, int> CommSplitType = (delegate* unmanaged<nint, int, int, nint, nint*, int>)Of(library, "Comm_split_type");

    public readonly delegate* unmanaged<nint*, int> CommFree = (delegate* unmanaged<nint*, int>)Of(library, "Comm_free");

    /// <summary>(communicator, handler).</summary>
    public readonly delegate* unmanaged<nint, nint, int> CommSetErrhandler = (delegate* unmanaged<nint, nint, int>)Of(library, "Comm_set_errhandler");

    /// <summary>(sent, received, count, type, operation, communicator, request).</summary>
    public readonly delegate* unmanaged<nint, void*, int, nint, nint, nint, nint*, int> Iallreduce = (delegate* unmanaged<nint, void*, int, nint, nint, nint, nint*, int>)Of(library, "Iallreduce");

    /// <summary>(sent, received, count, type, operation, communicator).</summary>
    public readonly delegate* unmanaged<nint, void*, int, nint, nint, nint, int> Allreduce = (delegate* unmanaged<nint, void*, int, nint, nint, nint, int>)Of(library, "Allreduce");

    /// <summary>(buffer, count, type, root, communicator).</summary>
    public readonly delegate* unmanaged<void*, int, nint, int, nint, int> Bcast = (delegate* unmanaged<void*, int, nint, int, nint, int>)Of(library, "Bcast");

    /// <summary>(buffer, count, type, root, communicator, request).</summary>
    public readonly delegate* unmanaged<void*, int, nint, int, nint, nint*, int> Ibcast = (delegate* unmanaged<void*, int, nint, int, nint, nint*, int>)Of(library, "Ibcast");

    /// <summary>(communicator, request).</summary>
    public readonly delegate* unmanaged<nint, nint*, int> Ibarrier = (delegate* unmanaged<nint, nint*, int>)Of(library, "Ibarrier");

    /// <summary>(buffer, count, type, the other rank, tag, communicator, request).</summary>
    public readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> Isend = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Of(library, "Isend");
    public readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> Irecv = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Of(library, "Irecv");

    /// <summary>(request, flag, status).</summary>
    public readonly delegate* unmanaged<nint*, int*, nint, int> Test = (delegate* unmanaged<nint*, int*, nint, int>)Of(library, "Test");

    private readonly delegate* unmanaged<byte*, int*, int> _libraryVersion = (delegate* unmanaged<byte*, int*, int>)Of(library, "Get_library_version");
    private readonly delegate* unmanaged<byte*, int*, int> _processorName = (delegate* unmanaged<byte*, int*, int>)Of(library, "Get_processor_name");
    private readonly delegate* unmanaged<int, byte*, int*, int> _errorString = (delegate* unmanaged<int, byte*, int*, int>)Of(library, "Error_string");

    /// <summary>What the library says about itself, in several lines; it may be asked before MPI is initialized.</summary>
    public string LibraryVersion => Text(_libraryVersion) ?? "MPI";

    /// <summary>The machine's name.</summary>
    public string ProcessorName => Text(_processorName) ?? Environment.MachineName;

    /// <summary>MPI's words for an error code, in one line.</summary>
    public string ErrorText(int code)
    {
        var text = stackalloc byte[TextLength];
        int length;
        return _errorString(code, text, &length) == 0 ? OneLine(text) : $"error {code}";
    }

    private static string? Text(delegate* unmanaged<byte*, int*, int> function)
    {
        var text = stackalloc byte[TextLength];
        int length;
        return function(text, &length) == 0 ? Marshal.PtrToStringUTF8((nint)text) : null;
    }

    private static string OneLine(byte* text) => Marshal.PtrToStringUTF8((nint)text)!.ReplaceLineEndings("; ").Trim();

    private static nint Of(nint library, string function) => NativeLibrary.GetExport(library, $"MPI_{function}");
}
