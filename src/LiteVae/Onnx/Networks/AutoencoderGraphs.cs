using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Networks;
using LiteVae.Onnx.Graphs;
using static LiteVae.Onnx.Graphs.Attributes;

namespace LiteVae.Onnx.Networks;

/// <summary>Writes the networks of an autoencoder into graphs, with the inputs and outputs that callers see.</summary>
internal static class AutoencoderGraphs
{
    public const string Image = "image";
    public const string Latent = "latent";
    public const string Mean = "mean";
    public const string LogVariance = "log_variance";

    /// <summary>The encoder: images [B,3,H,W] in [-1,1] to mean and log variance [B,Z,h,w], the latter in [-30,20].</summary>
    public static void Encoder(OnnxGraph graph, AutoencoderConfig config, Weights weights)
    {
        var model = new GraphPart(graph, weights);
        var encoder = model.Part("encoder");
        var image = graph.Input(Image, "batch", "3", "height", "width");
        var channels = config.LatentChannels;
        if (config.Encoder is DwtEncoderConfig or Dwt2EncoderConfig)
        {
            var bands = WaveletEncoderGraph.Fixed(encoder, image, config.Encoder is DwtEncoderConfig ? 3 : 2);
            Outputs(bands, encoder.Node("Expand", [graph.Number(PosteriorLimits.MinLogVariance), encoder.Node("Shape", [bands])]));
            return;
        }
        var moments = config.Encoder switch
        {
            LiteVaeEncoderConfig litevae => WaveletEncoderGraph.LiteVae(encoder, image, litevae, 2 * channels),
            SdEncoderConfig sd => SdGraphs.Encoder(encoder, image, sd, 2 * channels),
            _ => throw new NotSupportedException($"No graph is written of {config.Encoder.GetType().Name}."),
        };
        if (config.Use1x1Conv)
            moments = model.Part("quant_conv").Convolution(moments, 2 * channels, 2 * channels, ConvolutionGeometry.Same(1));
        var halves = encoder.Nodes("Split", 2, [moments, graph.Integers(channels, channels)], Of("axis", 1L));
        Outputs(halves[0], encoder.Node("Clip", [halves[1], graph.Number(PosteriorLimits.MinLogVariance), graph.Number(PosteriorLimits.MaxLogVariance)]));

        void Outputs(string mean, string logVariance)
        {
            string[] shape = ["batch", Count(channels), "latent_height", "latent_width"];
            graph.Output(Mean, mean, shape);
            graph.Output(LogVariance, logVariance, shape);
        }
    }

    /// <summary>The decoder: latents [B,Z,h,w] to images [B,3,H,W], about [-1,1] and not clamped.</summary>
    public static void Decoder(OnnxGraph graph, AutoencoderConfig config, Weights weights)
    {
        var model = new GraphPart(graph, weights);
        var decoder = model.Part("decoder");
        var channels = config.LatentChannels;
        var h = graph.Input(Latent, "batch", Count(channels), "latent_height", "latent_width");
        if (config.Use1x1Conv)
            h = model.Part("post_quant_conv").Convolution(h, channels, channels, ConvolutionGeometry.Same(1));
        var wavelet = config.Output == OutputKind.Wavelet;
        h = SdGraphs.Decoder(decoder, h, config.Decoder, channels, wavelet ? 12 : 3);
        graph.Output(Image, wavelet ? HaarGraph.Synthesis(decoder, h) : h, "batch", "3", "height", "width");
    }

    private static string Count(int channels) => channels.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
