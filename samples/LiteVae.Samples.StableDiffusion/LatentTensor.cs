using LiteVae.Codec.Models.Files;

namespace LiteVae.Samples;

/// <summary>Latents of several pictures as one tensor.</summary>
/// <param name="Values">[N,Z,h,w], row-major.</param>
/// <param name="Images">N.</param>
/// <param name="Channels">Z.</param>
/// <param name="Height">h.</param>
/// <param name="Width">w.</param>
internal sealed record LatentTensor(float[] Values, int Images, int Channels, int Height, int Width)
{
    /// <summary>Reads a NumPy file, or the only tensor of a safetensors file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or its tensor has another rank than three or four.</exception>
    public static LatentTensor Read(string path)
    {
        if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            var (shape, values) = NumpyFile.Read(path);
            return Of(path, shape, values);
        }
        using var file = SafetensorsFile.Open(path);
        if (file.Tensors.Count != 1)
            throw new InvalidDataException($"{path}: holds {file.Tensors.Count} tensors; expected one");
        var (name, info) = file.Tensors.Single();
        var read = new float[info.Count];
        file.Read(name, read);
        return Of(path, info.Shape, read);
    }

    private static LatentTensor Of(string path, long[] shape, float[] values) => shape switch
    {
        [var n, var z, var h, var w] => new LatentTensor(values, (int)n, (int)z, (int)h, (int)w),
        [var z, var h, var w] => new LatentTensor(values, 1, (int)z, (int)h, (int)w),
        _ => throw new InvalidDataException($"{path}: has shape [{string.Join(',', shape)}]; expected [N,Z,h,w] or [Z,h,w]"),
    };
}
