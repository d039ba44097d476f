using static TorchSharp.torch;

namespace LiteVae.Inference.Stages;

/// <summary>Stable Diffusion's networks as sequences of prepared parts.</summary>
internal static class SdStages
{
    /// <summary><see cref="LiteVae.Autoencoders.SdEncoder"/>.</summary>
    public static Stage Encoder(NamedTensors t, ScalarType type) => new SequenceStage(
    [
        new ConvolutionStage(t.Part("conv_in"), type),
        .. t.List("down").SelectMany(level => Level(level, type)),
        .. Middle(t.Part("mid"), type),
        Out(t, type),
    ]);

    /// <summary><see cref="LiteVae.Autoencoders.SdDecoder"/>.</summary>
    public static Stage Decoder(NamedTensors t, ScalarType type) => new SequenceStage(
    [
        new ConvolutionStage(t.Part("conv_in"), type),
        .. Middle(t.Part("mid"), type),
        .. t.List("up").Reverse().SelectMany(level => Level(level, type)),
        Out(t, type),
    ]);

    private static NormedConvolutionStage Out(NamedTensors t, ScalarType type)
    {
        var convolution = new ConvolutionStage(t.Part("conv_out"), type);
        return new(t.HasPart("norm_out") ? ResidualStage.SdNorm(t.Part("norm_out"), type) : NormStage.Silu(convolution.UsesKernels), convolution);
    }

    private static IEnumerable<Stage> Middle(NamedTensors t, ScalarType type)
    {
        yield return ResidualStage.StableDiffusion(t.Part("block_1"), type);
        if (t.HasPart("attn_1"))
            yield return new AttentionStage(t.Part("attn_1"), type);
        yield return ResidualStage.StableDiffusion(t.Part("block_2"), type);
    }

    private static IEnumerable<Stage> Level(NamedTensors t, ScalarType type)
    {
        foreach (var (i, block) in t.List("block").Index())
        {
            yield return ResidualStage.StableDiffusion(block, type);
            if (t.HasPart($"attn.{i}"))
                yield return new AttentionStage(t.Part($"attn.{i}"), type);
        }
        if (t.HasPart("downsample"))
            yield return new ConvolutionStage(t.Part("downsample.conv"), type, new ConvolutionShape(Stride: 2, Before: 0, After: 1));
        if (t.HasPart("upsample"))
            yield return new UpsampleStage(t.Part("upsample"), type, measure: t.HasPart("block.0.norm1"));
    }
}
