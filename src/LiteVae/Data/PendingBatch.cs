using System.Runtime.ExceptionServices;
using LiteVae.Pictures;

namespace LiteVae.Data;

/// <summary>A batch whose images are being loaded. Guarded by its loader's lock.</summary>
internal sealed class PendingBatch(long position, int resolution, int count)
{
    private readonly RgbImage?[] _images = new RgbImage?[count];
    private int _taken;
    private int _completed;

    public long Position { get; } = position;

    public int Resolution { get; } = resolution;

    public int Count => _images.Length;

    /// <summary>What went wrong first, if anything did.</summary>
    public ExceptionDispatchInfo? Error { get; private set; }

    /// <summary>All slots are completed, or one has failed.</summary>
    public bool IsReady => Error is not null || _completed == _images.Length;

    /// <summary>The pictures, once the batch is ready and has no error.</summary>
    public IReadOnlyList<RgbImage> Images => IsReady && Error is null
        ? [.. _images.OfType<RgbImage>()]
        : throw new InvalidOperationException("The batch is not loaded.");

    /// <summary>Hands out the next slot to load; null: none is left.</summary>
    public int? TakeSlot() => _taken < _images.Length ? _taken++ : null;

    public void Complete(int slot, RgbImage? image, ExceptionDispatchInfo? error)
    {
        _images[slot] = image;
        Error ??= error;
        _completed++;
    }
}
