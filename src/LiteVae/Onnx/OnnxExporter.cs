using LiteVae.Codec;
using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Tiles;
using LiteVae.Onnx.Checks;

namespace LiteVae.Onnx;

/// <summary>Writes autoencoders as ONNX graphs, which other programs run, and compares what ONNX Runtime makes of them with our own networks.</summary>
/// <remarks>
/// The encoder takes <c>image</c> [B,3,H,W] in [-1,1] and gives <c>mean</c> and <c>log_variance</c> [B,Z,h,w]; the decoder takes <c>latent</c>
/// [B,Z,h,w] and gives <c>image</c>, about [-1,1] and not clamped. All are float32. B, H and W are the caller's choice; H and W are
/// multiples of the downsampling factor. The graph's metadata say what those of the model file say, and the factor. libtorch is not loaded.
/// </remarks>
public static class OnnxExporter
{
    private const string Extension = ".onnx";

    /// <summary>Exports a model.</summary>
    /// <param name="model">A model file, or what <see cref="ModelSource.Open"/> reads of diffusers and CompVis.</param>
    /// <param name="output">A folder, for <c>encoder.onnx</c> and <c>decoder.onnx</c>; or a file that ends in <c>.onnx</c>, where one part is written. Older files are replaced.</param>
    /// <param name="options">What is written.</param>
    /// <param name="cancellationToken">Ends the work between two parts.</param>
    /// <returns>The graphs, in the order of the options' parts.</returns>
    /// <exception cref="CheckpointException">The model file is missing, malformed, or its tensors do not fit its config.</exception>
    /// <exception cref="InvalidDataException">ONNX Runtime gives another result than our networks, or none; nothing was written.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<OnnxFile> Export(string model, string output, OnnxExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var source = ModelSource.Open(model);
        return Export(source.Header, source, output, options, cancellationToken);
    }

    /// <summary>Exports a model from any source of weights.</summary>
    /// <param name="header">Its config, and statistics of its latents where known.</param>
    /// <param name="weights">Under the names of the model file.</param>
    /// <inheritdoc cref="Export(string, string, OnnxExportOptions?, CancellationToken)"/>
    /// <exception cref="Codec.Configuration.ConfigException">The config is invalid; every problem is named.</exception>
    public static IReadOnlyList<OnnxFile> Export(
        ModelHeader header, ITensorSource weights, string output, OnnxExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(weights);
        options ??= new();
        var (folder, names) = FilesOf(output, options);
        using var codec = LatentCodec.Create(header.Config, weights, new() { Tiling = Tiling.None }, header.Scale);
        using var staging = new StagingFolder(folder);
        var graphs = new OnnxModelWriter(header, weights, options);
        var check = new OnnxCheck(codec, options.MaxDifference ?? OnnxCheck.LimitOf(options.Precision));
        var written = new List<OnnxFile>();
        foreach (var (part, name) in options.Parts.Zip(names))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var data = graphs.Write(part, staging.Root, name);
            var difference = check.Compare(part, Path.Combine(staging.Root, name));
            written.Add(new OnnxFile(
                part, Path.Combine(folder, name), data is null ? null : Path.Combine(folder, data),
                new[] { name, data }.OfType<string>().Sum(n => new FileInfo(Path.Combine(staging.Root, n)).Length), difference));
        }
        cancellationToken.ThrowIfCancellationRequested();
        staging.Publish(written.SelectMany(f => new[] { f.DataPath, f.Path }).OfType<string>().Select(p => Path.GetFileName(p)));
        return written;
    }

    private static (string Folder, string[] Names) FilesOf(string output, OnnxExportOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        var parts = options.Parts;
        if (parts.Count == 0 || parts.Distinct().Count() != parts.Count)
            throw new ArgumentException($"Expected each part of the model at most once, and at least one; got [{string.Join(", ", parts)}].", nameof(options));
        if (!output.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || Directory.Exists(output))
            return (output, [.. parts.Select(p => (p == OnnxPart.Encoder ? "encoder" : "decoder") + Extension)]);
        if (parts.Count > 1)
            throw new ArgumentException($"{output} names one file, but encoder and decoder are two: name a folder, or export one of them.", nameof(output));
        return (Path.GetDirectoryName(output) is { Length: > 0 } folder ? folder : ".", [Path.GetFileName(output)]);
    }
}
