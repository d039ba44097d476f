using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Interchange;

/// <summary>A tensor in somebody else's file.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Info">Its type, and the shape that it has in our networks: the same elements in the same order.</param>
internal sealed record PublishedTensor(string Name, TensorInfo Info);
