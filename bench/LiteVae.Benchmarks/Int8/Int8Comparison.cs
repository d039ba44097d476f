using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using LiteVae.Codec;
using LiteVae.Data;
using LiteVae.Engines;
using LiteVae.Evaluation.Similarity;
using LiteVae.Onnx;
using LiteVae.Onnx.Checks;
using LiteVae.Onnx.Format;
using LiteVae.Pictures;

namespace LiteVae.Benchmarks.Int8;

/// <summary>What static quantization of an encoder to 8 bits gains in ONNX Runtime, and costs in PSNR, beside this project's own float32.</summary>
internal static class Int8Comparison
{
    private const int Side = 256;
    private const int Calibrated = 8;
    private const int Measured = 8;

    /// <param name="model">A model file.</param>
    /// <param name="images">A folder; its first images calibrate, the next are measured.</param>
    /// <param name="seconds">How long each engine encodes, three times in turns.</param>
    public static void Run(string model, string images, double seconds)
    {
        var folder = Directory.CreateTempSubdirectory("litevae-int8-").FullName;
        try
        {
            using var codec = LatentCodec.Load(model);
            using var source = FolderImageSource.Open(images);
            RgbImage[] pictures = [.. Enumerable.Range(0, Calibrated + Measured).Select(i => source.TryLoad(i, new LoadOptions(Side, Random: false, Flip: false, Seed: 0))!)];
            var exact = OnnxExporter.Export(model, Path.Combine(folder, "encoder.onnx"), new() { Parts = [OnnxPart.Encoder] })[0].Path;
            var graph = new QuantizedGraph(ModelProto.Parser.ParseFrom(File.ReadAllBytes(exact)));
            var int8 = Path.Combine(folder, "int8.onnx");
            Write(graph.Quantize(Calibrate(graph, pictures[..Calibrated], Path.Combine(folder, "observed.onnx"))), int8);

            using var float32 = new OnnxSession(exact);
            using var quantized = new OnnxSession(int8);
            Compare(codec, float32, quantized, pictures[Calibrated..]);
            Time(codec, float32, quantized, pictures[^1], seconds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<string, (float Min, float Max)> Calibrate(QuantizedGraph graph, RgbImage[] pictures, string path)
    {
        Write(graph.WithObserved(), path);
        using var session = new OnnxSession(path);
        var ranges = new Dictionary<string, (float Min, float Max)>();
        foreach (var picture in pictures)
        {
            foreach (var (name, values) in graph.Observed.Zip(session.Run("image", Planes(picture), [1, 3, Side, Side], [.. graph.Observed])))
                Widen(name, values);
            Widen("image", Planes(picture));
        }
        return ranges;

        void Widen(string name, float[] values)
        {
            var (min, max) = ranges.GetValueOrDefault(name, (float.MaxValue, float.MinValue));
            ranges[name] = (Math.Min(min, values.Min()), Math.Max(max, values.Max()));
        }
    }

    private static void Compare(LatentCodec codec, OnnxSession float32, OnnxSession int8, RgbImage[] pictures)
    {
        var (exact, rounded) = (0.0, 0.0);
        foreach (var picture in pictures)
        {
            exact += Psnr.Of(picture, Decode(codec, float32, picture)) / pictures.Length;
            rounded += Psnr.Of(picture, Decode(codec, int8, picture)) / pictures.Length;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"PSNR of {pictures.Length} images through the encoder in float32 {exact:0.00} dB, in int8 {rounded:0.00} dB"));
    }

    private static RgbImage Decode(LatentCodec codec, OnnxSession encoder, RgbImage picture)
    {
        var mean = encoder.Run("image", Planes(picture), [1, 3, Side, Side], "mean")[0];
        var side = Side / codec.DownsamplingFactor;
        return codec.Decode(new Latents(mean, new float[mean.Length], codec.Config.LatentChannels, side, side, Side, Side)).ToRgbImage();
    }

    private static void Time(LatentCodec codec, OnnxSession float32, OnnxSession int8, RgbImage picture, double seconds)
    {
        var planes = Planes(picture);
        (string Name, Action Encode)[] engines =
        [
            ("this project, float32", () => codec.Encode(planes, Side, Side)),
            ("ONNX Runtime, float32", () => float32.Run("image", planes, [1, 3, Side, Side], "mean")),
            ("ONNX Runtime, int8", () => int8.Run("image", planes, [1, 3, Side, Side], "mean")),
        ];
        var rates = engines.ToDictionary(e => e.Name, _ => new List<double>());
        for (var round = 0; round < 3; round++)
        {
            foreach (var (name, encode) in engines)
            {
                encode();
                var (start, images) = (Stopwatch.GetTimestamp(), 0);
                for (; images == 0 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; images++)
                    encode();
                rates[name].Add(images / Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }
        foreach (var (name, values) in rates)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {values.Order().ElementAt(1):0.00} images/s [{values.Min():0.00}..{values.Max():0.00}]"));
    }

    private static float[] Planes(RgbImage picture) => ImagePlanes.Of([picture.AsPicture()]);

    private static void Write(ModelProto model, string path) => File.WriteAllBytes(path, model.ToByteArray());
}
