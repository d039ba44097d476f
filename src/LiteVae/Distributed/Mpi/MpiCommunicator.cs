using System.Diagnostics;
using static System.FormattableString;

namespace LiteVae.Distributed.Mpi;

/// <summary>The ranks that a launcher of MPI started.</summary>
/// <remarks>
/// <para>Ranks wait for each other in MPI's non-blocking operations, which are asked again and again whether they are done: a rank that waits
/// for long does not keep its core busy, and a wait can end otherwise than by success.</para>
/// <para>After a failure the ranks do not agree on what comes next, so that nothing is sent any more and MPI is not finalized, which would wait
/// for them: the process should end with an exit code other than 0, upon which the launcher ends the others, or call <see cref="Abort"/>.</para>
/// </remarks>
internal sealed unsafe class MpiCommunicator : ICommunicator
{
    /// <summary>
    /// Larger sums and broadcasts wait for all ranks first, and then use the blocking operations, which keep the core for as long as the transfer
    /// takes: implementations have their best algorithms there, while Open MPI's non-blocking sum in place sends all bytes log2(ranks) times, twice.
    /// </summary>
    private const int LargeTransfer = 64 << 10; // bytes

    /// <summary>No operation of MPI is given more, as counts of bytes are 32-bit integers in places.</summary>
    private const int PieceLength = 256 << 20; // bytes

    private static MpiCommunicator? s_opened;

    private readonly MpiLibrary _library;
    private readonly MpiFunctions _mpi;
    private readonly MpiAbi _abi;
    private readonly WaitPolicy _waiting;
    private readonly Lock _calls = new(); // MPI is entered by one thread at a time, although Abort may come from any
    private readonly bool _initializedHere;
    private bool _failed;
    private bool _disposed;
    private long _interruptedAt;

    private MpiCommunicator(MpiLibrary library, LaunchedProcess launch, WaitPolicy waiting)
    {
        (_library, _mpi, _abi, _waiting) = (library, library.Functions, library.Abi, waiting);
        Host = Environment.MachineName;
        (Rank, Size) = (launch.Rank, launch.Size); // for the messages of what fails first
        _initializedHere = Initialize();
        Host = _mpi.ProcessorName;
        (Rank, Size) = Place(_abi.World);
        if (Size != launch.Size)
        {
            throw new CommunicationException(
                $"{launch} started {launch.Size} ranks, but {Description} ({library.Name}) sees {Size}: launcher and library do not belong together. "
                + $"Start the ranks by that library's mpirun (under Slurm: by srun --mpi=pmix or --mpi=pmi2), or set {MpiLibrary.Variable} to the library that belongs to {launch}.");
        }
        (LocalRank, LocalSize) = launch is { LocalRank: { } localRank, LocalSize: { } localSize } ? (localRank, localSize) : PlaceOnMachine();
    }

    public int Rank { get; }

    public int Size { get; }

    public int LocalRank { get; }

    public int LocalSize { get; }

    public string Host { get; }

    public string Description => _library.Description;

    /// <summary>Initializes MPI, which a process can do once.</summary>
    /// <param name="launch">The place of this process.</param>
    /// <param name="waiting">How long its waits last.</param>
    /// <exception cref="CommunicationException">No library loads, it does not fit the launcher, or MPI fails.</exception>
    public static MpiCommunicator Open(LaunchedProcess launch, WaitPolicy waiting)
    {
        if (s_opened is not null)
            throw new CommunicationException("This process has opened its communicator before: MPI can be initialized once in a process.");
        return s_opened = new MpiCommunicator(MpiLibrary.Load(launch), launch, waiting);
    }

    public void Sum(Span<float> values) => Sum(values, _abi.Float, sizeof(float));

    public void Sum(Span<double> values) => Sum(values, _abi.Double, sizeof(double));

    public void Broadcast(Span<byte> bytes, int root = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckRoot(root);
        if (bytes.IsEmpty)
            return;
        var what = $"a broadcast of {bytes.Length:N0} bytes from rank {root}";
        var large = Meet(bytes.Length, what);
        for (var at = 0; at < bytes.Length; at += PieceLength)
        {
            var piece = bytes.Slice(at, Math.Min(PieceLength, bytes.Length - at));
            fixed (byte* start = piece)
            {
                if (large)
                {
                    lock (_calls)
                        Check(_mpi.Bcast(start, piece.Length, _abi.Byte, root, _abi.World), what);
                    continue;
                }
                nint request = 0;
                lock (_calls)
                    Check(_mpi.Ibcast(start, piece.Length, _abi.Byte, root, _abi.World, &request), what);
                Complete(&request, Backoff.For(piece.Length), what);
            }
        }
    }

    public void Barrier() => Barrier("a barrier");

    public IReadOnlyList<byte[]>? Gather(ReadOnlySpan<byte> bytes, int root = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CheckRoot(root);
        if (Rank != root)
        {
            var length = bytes.Length;
            var what = $"sending {length:N0} bytes to rank {root}";
            Transfer(_mpi.Isend, root, new(&length, sizeof(int)), what);
            Transfer(_mpi.Isend, root, bytes, what);
            return null;
        }
        var all = new byte[Size][];
        for (var rank = 0; rank < Size; rank++)
            all[rank] = rank == root ? bytes.ToArray() : Receive(rank);
        return all;
    }

    public void Abort(int exitCode)
    {
        _failed = true;
        if (_calls.TryEnter(TimeSpan.FromSeconds(1))) // else another thread hangs within MPI: the end of this process ends the others
            _ = _mpi.Abort(_abi.World, exitCode);
        DynamicLoader.EndProcess(exitCode);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        if (!_failed && _initializedHere)
        {
            try
            {
                Barrier("the end of the other ranks"); // MPI's own wait in MPI_Finalize keeps the core busy and cannot be interrupted
                lock (_calls)
                    Check(_mpi.FinalizeAll(), "MPI_Finalize");
            }
            catch (CommunicationException)
            {
                // What the ranks had to do together is done: the launcher sees how each of them ends.
            }
        }
        _disposed = true;
    }

    private bool Initialize()
    {
        int initialized, finalized, provided;
        Check(_mpi.Initialized(&initialized), "MPI_Initialized");
        Check(_mpi.Finalized(&finalized), "MPI_Finalized");
        if (finalized != 0)
            throw new CommunicationException($"{Where}: MPI was finalized in this process before, and cannot be initialized again.");
        if (initialized == 0)
        {
            Check(_mpi.InitThread(null, null, _abi.Serialized, &provided), "MPI_Init_thread");
            if (provided < _abi.Serialized)
                throw new CommunicationException($"{Where}: {Description} was built without support for calls from different threads (MPI_THREAD_SERIALIZED).");
        }
        Check(_mpi.CommSetErrhandler(_abi.World, _abi.ErrorsReturn), "MPI_Comm_set_errhandler");
        return initialized == 0;
    }

    private (int Rank, int Size) Place(nint communicator)
    {
        int rank, size;
        Check(_mpi.CommRank(communicator, &rank), "MPI_Comm_rank");
        Check(_mpi.CommSize(communicator, &size), "MPI_Comm_size");
        return (rank, size);
    }

    private (int Rank, int Size) PlaceOnMachine()
    {
        nint machine = 0;
        Check(_mpi.CommSplitType(_abi.World, _abi.Shared, 0, _abi.NoInfo, &machine), "MPI_Comm_split_type");
        var place = Place(machine);
        Check(_mpi.CommFree(&machine), "MPI_Comm_free");
        return place;
    }

    private void Sum<T>(Span<T> values, nint type, int size) where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (values.IsEmpty)
            return;
        var what = $"a sum of {values.Length:N0} numbers";
        var large = Meet((long)values.Length * size, what);
        var pieceLength = PieceLength / size;
        for (var at = 0; at < values.Length; at += pieceLength)
        {
            var piece = values.Slice(at, Math.Min(pieceLength, values.Length - at));
            fixed (T* start = piece)
            {
                if (large)
                {
                    lock (_calls)
                        Check(_mpi.Allreduce(_abi.InPlace, start, piece.Length, type, _abi.Sum, _abi.World), what);
                    continue;
                }
                nint request = 0;
                lock (_calls)
                    Check(_mpi.Iallreduce(_abi.InPlace, start, piece.Length, type, _abi.Sum, _abi.World, &request), what);
                Complete(&request, Backoff.For((long)piece.Length * size), what);
            }
        }
    }

    private void Barrier(string what)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        nint request = 0;
        lock (_calls)
            Check(_mpi.Ibarrier(_abi.World, &request), what);
        Complete(&request, Backoff.For(0), what);
    }

    /// <summary>Before a large transfer, waits until all ranks are here.</summary>
    /// <returns>Whether it is one.</returns>
    private bool Meet(long bytes, string what)
    {
        var large = bytes > LargeTransfer;
        if (large)
            Barrier(what);
        return large;
    }

    private byte[] Receive(int rank)
    {
        int length;
        Transfer(_mpi.Irecv, rank, new(&length, sizeof(int)), $"what rank {rank} sends");
        if (length < 0 || length > Array.MaxLength)
            throw new CommunicationException($"{Where}: rank {rank} announced {length:N0} bytes; expected 0 to {Array.MaxLength:N0}.");
        var bytes = new byte[length];
        Transfer(_mpi.Irecv, rank, bytes, $"{length:N0} bytes of rank {rank}");
        return bytes;
    }

    private void Transfer(delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> start, int other, ReadOnlySpan<byte> bytes, string what)
    {
        for (var at = 0; at < bytes.Length; at += PieceLength)
        {
            var piece = bytes.Slice(at, Math.Min(PieceLength, bytes.Length - at));
            fixed (byte* first = piece)
            {
                nint request = 0;
                lock (_calls)
                    Check(start(first, piece.Length, _abi.Byte, other, 0, _abi.World, &request), what);
                Complete(&request, Backoff.For(piece.Length), what);
            }
        }
    }

    private void Complete(nint* request, Backoff backoff, string what)
    {
        for (; ; )
        {
            int done;
            lock (_calls)
                Check(_mpi.Test(request, &done, _abi.IgnoreStatus), what);
            if (done != 0)
                return;
            if (backoff.Wait() && _waiting.Interruption.IsCancellationRequested)
                CheckPatience(backoff.Elapsed, what);
        }
    }

    private void CheckPatience(TimeSpan waited, string what)
    {
        if (_interruptedAt == 0)
            _interruptedAt = Stopwatch.GetTimestamp();
        var sinceInterruption = Stopwatch.GetElapsedTime(_interruptedAt);
        if (TimeSpan.FromTicks(Math.Min(waited.Ticks, sinceInterruption.Ticks)) < _waiting.Patience)
            return;
        _failed = true;
        throw new CommunicationException(
            Invariant($"{Where} was asked to stop, and waited for another {_waiting.Patience.TotalSeconds:0.#} s for {what}, which did not come: a rank has ended or hangs."));
    }

    private void Check(int code, string what)
    {
        if (code == 0)
            return;
        _failed = true;
        throw new CommunicationException($"{Where}: {what} failed: {_mpi.ErrorText(code)}.");
    }

    private string Where => $"Rank {Rank} of {Size} on {Host}";

    private void CheckRoot(int root)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(root);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(root, Size);
    }
}
