using System.Runtime.InteropServices;

namespace LiteVae.Codec.Models.Files;

/// <summary>A tensor to be written into a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Info">Type and shape.</param>
/// <param name="Write">Writes its elements in row-major order, little-endian: exactly the bytes that type and shape ask for.</param>
public sealed record StoredTensor(string Name, TensorInfo Info, Action<Stream> Write)
{
    /// <summary>A tensor of float32 values.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="values">Its elements, row-major; they are read when the file is written.</param>
    public static StoredTensor Of(string name, long[] shape, ReadOnlyMemory<float> values) =>
        new(name, new TensorInfo(TensorType.Float32, shape), stream => stream.Write(MemoryMarshal.AsBytes(values.Span)));
}
