using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Pictures;

/// <summary>Pixels to tensors and back. Tensors are float32 [B,3,H,W] in [-1,1].</summary>
public static class ImageTensors
{
    /// <summary>Stacks pictures of one size into [B,3,H,W] in [-1,1].</summary>
    /// <exception cref="ArgumentException">No picture, or pictures of several sizes.</exception>
    public static Tensor ToTensor(params IReadOnlyList<RgbImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
            throw new ArgumentException("No picture to make a tensor of.", nameof(images));
        var (width, height) = (images[0].Width, images[0].Height);
        if (images.FirstOrDefault(i => i.Width != width || i.Height != height) is { } other)
            throw new ArgumentException($"Pictures of one batch have one size: {width}x{height} and {other.Width}x{other.Height}.", nameof(images));

        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var size = 3 * width * height;
        var bytes = new byte[(long)size * images.Count];
        for (var i = 0; i < images.Count; i++)
            images[i].Pixels.CopyTo(bytes, (long)i * size);
        var batch = tensor(bytes, [images.Count, height, width, 3], ScalarType.Byte);
        return batch.permute(0, 3, 1, 2).to_type(ScalarType.Float32).DivideInPlace(127.5f).SubtractInPlace(1f).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Quantises [B,3,H,W] in [-1,1] to pixels: clamped, then rounded to the nearest of 256 levels.</summary>
    /// <exception cref="ArgumentException">The tensor has another shape, or holds NaN or infinity.</exception>
    public static RgbImage[] ToImages(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.dim() != 4 || images.size(1) != 3)
            throw new ArgumentException($"Images are [B,3,H,W]; got [{string.Join(',', images.shape)}].", nameof(images));
        using var scope = NewDisposeScope();
        var values = images.detach().to(CPU).to_type(ScalarType.Float32);
        if (!values.isfinite().all().item<bool>())
            throw new ArgumentException("Images to be quantised hold values that are not finite.", nameof(images));
        var bytes = ToPixels(values);
        var (height, width) = ((int)images.size(2), (int)images.size(3));
        var size = 3 * width * height;
        return [.. Enumerable.Range(0, (int)images.size(0)).Select(i => new RgbImage(width, height, bytes[(i * size)..((i + 1) * size)]))];
    }

    /// <summary>The pixels of [B,3,H,W] in [-1,1], on the CPU and known to be finite: [B,H,W,3], quantized.</summary>
    internal static byte[] ToPixels(Tensor images)
    {
        using var scope = NewDisposeScope();
        return Quantize(images).permute(0, 2, 3, 1).to_type(ScalarType.Byte).contiguous().data<byte>().ToArray();
    }

    /// <summary>Maps [-1,1] to whole levels 0 to 255, as float32: clamped, +0.5, floor.</summary>
    public static Tensor Quantize(Tensor images)
    {
        using var scope = NewDisposeScope();
        return images.to_type(ScalarType.Float32).Plus(1f).MultiplyInPlace(127.5f).ClampInPlace(0, 255).AddInPlace(0.5f).floor_().MoveToOuterDisposeScope();
    }
}
