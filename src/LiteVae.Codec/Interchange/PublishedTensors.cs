using LiteVae.Codec.Interchange.Diffusers;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Interchange;

/// <summary>The tensors of an autoencoder found in somebody else's files, under the names that our networks have for them.</summary>
/// <param name="Form">Whose names the file has.</param>
/// <param name="Prefix">What the autoencoder's names begin with in the file.</param>
/// <param name="Names">The file's name and our type and shape of each tensor, by our name.</param>
/// <param name="LeftAlone">The number of the file's tensors that are no part of the autoencoder.</param>
internal sealed record PublishedTensors(ModelForm Form, string Prefix, IReadOnlyDictionary<string, PublishedTensor> Names, int LeftAlone)
{
    private const string EncoderStart = "encoder.conv_in.weight";
    private const string DecoderStart = "decoder.conv_in.weight";

    // Whole checkpoints of latent diffusion, of other programs, and autoencoders by themselves.
    private static readonly string[] Prefixes = ["first_stage_model.", "vae.", ""];

    // What training leaves in a checkpoint: the discriminator and LPIPS, and averages of the weights.
    private static readonly string[] TrainingOnly = ["loss.", "model_ema."];

    /// <summary>Finds an autoencoder.</summary>
    /// <returns>Null where there is nothing like one.</returns>
    /// <exception cref="CheckpointException">There is one that is not supported: what it is, is named.</exception>
    public static PublishedTensors? Find(ITensorSource files)
    {
        var tensors = files.Tensors;
        if (Prefixes.FirstOrDefault(p => tensors.ContainsKey(p + EncoderStart) || tensors.ContainsKey(p + DecoderStart)) is not { } prefix)
        {
            ForeignKinds.Refuse(files.Name, tensors);
            return null;
        }
        var own = tensors
            .Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal) && !TrainingOnly.Any(o => t.Key.AsSpan(prefix.Length).StartsWith(o)))
            .ToDictionary(t => t.Key[prefix.Length..], t => t.Value);
        ForeignKinds.Refuse(files.Name, own);
        foreach (var (start, part, other) in new[] { (EncoderStart, "encoder", "decoder"), (DecoderStart, "decoder", "encoder") })
        {
            if (!own.ContainsKey(start))
                throw new CheckpointException($"{files.Name}: has {other[0] switch { 'e' => "an", _ => "a" }} {other}, but no {part} ('{prefix}{start}'); both are needed");
        }
        var form = own.Keys.Any(DiffusersNames.Recognizes) ? ModelForm.Diffusers : ModelForm.CompVis;
        var names = new Dictionary<string, PublishedTensor>();
        var levels = DiffusersNames.CountUpBlocks(own.Keys);
        foreach (var (theirs, info) in own)
        {
            var name = form == ModelForm.Diffusers ? DiffusersNames.ToOurs(theirs, levels) ?? theirs : theirs;
            var shape = IsAttentionWeight(name) && info.Shape is [var outputs, var inputs] ? [outputs, inputs, 1, 1] : info.Shape;
            if (!names.TryAdd(name, new PublishedTensor(prefix + theirs, new TensorInfo(info.Type, shape))))
                throw new CheckpointException($"{files.Name}: '{prefix}{theirs}' and '{names[name].Name}' are the same weight under two names");
        }
        return new PublishedTensors(form, prefix, names, tensors.Count - own.Count);
    }

    /// <summary>Whether a weight of our networks is one that others store as a matrix: a linear layer rather than a convolution of 1x1.</summary>
    public static bool IsAttentionWeight(string name) => name.Contains(".attn", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal)
        && !name.EndsWith(".norm.weight", StringComparison.Ordinal);
}
