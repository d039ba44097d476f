using System.Globalization;
using Google.Protobuf;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks;
using LiteVae.Onnx.Format;
using LiteVae.Onnx.Graphs;
using LiteVae.Onnx.Networks;

namespace LiteVae.Onnx;

/// <summary>Writes the networks of one model into files.</summary>
/// <param name="header">Its config, and statistics of its latents where known.</param>
/// <param name="source">Its weights.</param>
/// <param name="options">The precision, and when constants go into a second file.</param>
internal sealed class OnnxModelWriter(ModelHeader header, ITensorSource source, OnnxExportOptions options)
{
    private const int FormatVersion = 8; // of ONNX 1.12, as operator set 17

    /// <summary>Writes a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="folder">Where.</param>
    /// <param name="name">The graph's file.</param>
    /// <returns>The name of the file of its constants; null where they are in the graph's own.</returns>
    public string? Write(OnnxPart part, string folder, string name)
    {
        var dataName = BytesOfConstants(part) > options.MaxBytesInside ? $"{name}.data" : null;
        using var data = dataName is null ? null : new FileStream(Path.Combine(folder, dataName), FileMode.CreateNew, FileAccess.Write);
        var graph = new OnnxGraph(options.Precision, new ConstantStorage(data, dataName ?? ""));
        if (part == OnnxPart.Encoder)
            AutoencoderGraphs.Encoder(graph, header.Config, new Weights(source));
        else
            AutoencoderGraphs.Decoder(graph, header.Config, new Weights(source));
        data?.Flush(flushToDisk: true);

        using var file = new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write);
        Model(part, graph.Content).WriteTo(file);
        file.Flush(flushToDisk: true);
        return dataName;
    }

    private ModelProto Model(OnnxPart part, GraphProto graph)
    {
        var encodes = part == OnnxPart.Encoder;
        var factor = header.Config.DownsamplingFactor.ToString(CultureInfo.InvariantCulture);
        graph.Name = encodes ? "encoder" : "decoder";
        var model = new ModelProto
        {
            IrVersion = FormatVersion,
            ProducerName = "LiteVae",
            ProducerVersion = typeof(OnnxModelWriter).Assembly.GetName().Version!.ToString(3),
            DocString = encodes
                ? $"Images [batch,3,height,width] in [-1,1], height and width multiples of {factor}, to the mean and log variance of their latents."
                : $"Latents [batch,{header.Config.LatentChannels},h,w] to images [batch,3,{factor} h,{factor} w], about [-1,1] and not clamped.",
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = OnnxGraph.OperatorSet } },
        };
        var metadata = header.ToMetadata();
        metadata["part"] = graph.Name;
        metadata["downsampling_factor"] = factor;
        foreach (var (key, value) in metadata)
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model;
    }

    private long BytesOfConstants(OnnxPart part)
    {
        var declared = new Weights(null);
        using var network = part == OnnxPart.Encoder ? AutoencoderNetworks.Encoder(header.Config, declared) : AutoencoderNetworks.Decoder(header.Config, declared);
        var size = options.Precision == OnnxPrecision.Float16 ? 2 : 4;
        return size * declared.Declared.Values.Sum(shape => shape.Aggregate(1L, (product, side) => product * side));
    }
}
