namespace LiteVae.Onnx;

/// <summary>A graph that was written and checked.</summary>
/// <param name="Part">The network.</param>
/// <param name="Path">The graph's file.</param>
/// <param name="DataPath">The file of its constants, which it must lie beside; null where they are in the graph's own file.</param>
/// <param name="Bytes">The length of both.</param>
/// <param name="Difference">The largest difference of ONNX Runtime's results from our own in float32, relative to the largest value of an output.</param>
public sealed record OnnxFile(OnnxPart Part, string Path, string? DataPath, long Bytes, double Difference);
