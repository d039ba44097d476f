using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>Patches of a latent as tokens.</summary>
internal sealed class PatchEmbedding : Module<Tensor, Tensor>
{
    private readonly Conv2d proj;

    public PatchEmbedding(long channels, long width, long patch)
        : base(nameof(PatchEmbedding))
    {
        proj = Conv2d(channels, width, patch, stride: patch);
        RegisterComponents();
    }

    public ScalarType Type => proj.weight!.dtype;

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return proj.call(x).flatten(2).transpose(1, 2).MoveToOuterDisposeScope(); // [B, N, D]
    }
}

/// <summary>A perceptron from the time's sinusoids to the condition.</summary>
internal sealed class TimeEmbedder : Module<Tensor, Tensor>
{
    private readonly NumberedModules mlp;

    public TimeEmbedder(long frequencies, long width)
        : base(nameof(TimeEmbedder))
    {
        mlp = new NumberedModules((0, Linear(frequencies, width)), (2, Linear(width, width)));
        foreach (var number in new[] { 0, 2 })
            init.normal_(mlp.Get<Linear>(number).weight!, 0, 0.02);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return mlp.Get<Linear>(2).call(functional.silu(mlp.Get<Linear>(0).call(x))).MoveToOuterDisposeScope();
    }
}

/// <summary>A table of class embeddings.</summary>
internal sealed class LabelEmbedder : Module<Tensor, Tensor>
{
    private readonly Embedding embedding_table;

    public LabelEmbedder(long labels, long width)
        : base(nameof(LabelEmbedder))
    {
        embedding_table = Embedding(labels, width);
        init.normal_(embedding_table.weight!, 0, 0.02);
        RegisterComponents();
    }

    public override Tensor forward(Tensor labels) => embedding_table.call(labels);
}
