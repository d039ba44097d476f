using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Interchange;

/// <summary>Autoencoders of other kinds, told by their tensors, so that a refusal can say what a file is.</summary>
internal static class ForeignKinds
{
    private static readonly (string Sign, string Kind)[] Signs =
    [
        ("quantize.", "a VQ autoencoder, whose latents are entries of a codebook"),
        ("condition_encoder.", "an asymmetric autoencoder, whose decoder also looks at a masked image"),
        ("time_stack.", "a video autoencoder"),
        ("time_mix", "a video autoencoder"),
        ("temporal_", "a video autoencoder"),
        ("encoder.layers.", "a tiny autoencoder (TAESD), which has no posterior"),
        ("encoder.stages.", "a deep compression autoencoder (DC-AE)"),
    ];

    /// <summary>Refuses a source whose tensors show that it is of another kind.</summary>
    /// <exception cref="CheckpointException">It is; the kind and the tensor that tells it are named.</exception>
    public static void Refuse(string source, IReadOnlyDictionary<string, TensorInfo> tensors)
    {
        foreach (var (name, info) in tensors)
        {
            foreach (var (sign, kind) in Signs)
            {
                // At the beginning of a part of the name; text encoders have an "encoder." too, but further inside.
                var at = name.IndexOf(sign, StringComparison.Ordinal);
                if (at == 0 || (at > 0 && name[at - 1] == '.' && !sign.StartsWith("encoder.", StringComparison.Ordinal)))
                    throw new CheckpointException($"{source}: is {kind} ('{name}'); expected a KL autoencoder of images (AutoencoderKL)");
            }
            if (info.Shape.Length == 5)
                throw new CheckpointException($"{source}: is a video autoencoder ('{name}' is a convolution in three dimensions); expected a KL autoencoder of images (AutoencoderKL)");
        }
    }
}
