namespace LiteVae.Codec.Models.Files;

/// <summary>Named tensors from which networks are built: a file, or a model in memory.</summary>
public interface ITensorSource
{
    /// <summary>The source in words, for messages: a file's name.</summary>
    string Name { get; }

    /// <summary>Type and shape of every tensor, by name.</summary>
    IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Copies a floating-point tensor, converted to float32, in row-major order.</summary>
    /// <param name="name">One of <see cref="Tensors"/>.</param>
    /// <param name="destination">As many floats as the tensor has elements.</param>
    /// <exception cref="CheckpointException">There is no such tensor, it is not floating point, or it can no longer be read.</exception>
    void Read(string name, Span<float> destination);
}
