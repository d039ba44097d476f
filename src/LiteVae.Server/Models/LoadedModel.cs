using LiteVae.Codec;
using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Server.Models;

/// <summary>A model in memory. It is freed when nobody holds it any more: neither its slot nor a request.</summary>
internal sealed class LoadedModel
{
    private readonly FileStamp[] _stamps;
    private readonly IReadOnlyList<string> _files;
    private int _holders = 1;

    private LoadedModel(LatentCodec codec, IReadOnlyList<string> files, FileStamp[] stamps, long bytes) =>
        (Codec, _files, _stamps, Bytes) = (codec, files, stamps, bytes);

    public LatentCodec Codec { get; }

    /// <summary>The memory of its prepared weights, estimated.</summary>
    public long Bytes { get; }

    /// <summary>Whether a request holds it, beside its slot.</summary>
    public bool IsInUse => Volatile.Read(ref _holders) > 1;

    /// <summary>Whether its files are no longer those that were loaded.</summary>
    public bool IsOutdated => !FileStamp.Of(_files).SequenceEqual(_stamps);

    /// <summary>Loads a model and prepares its weights.</summary>
    /// <exception cref="CheckpointException">The file is missing or damaged.</exception>
    public static LoadedModel Load(string path, int maxConcurrentCalls)
    {
        IReadOnlyList<string> files;
        long bytes;
        using (var source = ModelSource.Open(path))
            (files, bytes) = (source.Files, source.Tensors.Values.Sum(PreparedBytes));
        var stamps = FileStamp.Of(files); // before loading: a file that changes meanwhile is loaded once more
        var codec = LatentCodec.Load(path, new LatentCodecOptions { MaxConcurrentCalls = maxConcurrentCalls });
        try
        {
            codec.Prepare();
            return new LoadedModel(codec, files, stamps, bytes);
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }

    /// <summary>Holds the model.</summary>
    /// <returns>False where it has been freed.</returns>
    public bool TryHold()
    {
        while (true)
        {
            var holders = Volatile.Read(ref _holders);
            if (holders == 0)
                return false;
            if (Interlocked.CompareExchange(ref _holders, holders + 1, holders) == holders)
                return true;
        }
    }

    /// <summary>Holds the model no longer.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            Codec.Dispose();
    }

    // Winograd's transform makes 36 numbers of the 9 of a 3x3 kernel.
    private static long PreparedBytes(TensorInfo tensor) => sizeof(float) * tensor.Count * (tensor.Shape is [_, _, 3, 3] ? 4 : 1);
}
