using static TorchSharp.torch;

namespace LiteVae.Runs.Optimization;

/// <summary>The reduction of a training that one process does alone: its gradients are the whole.</summary>
internal sealed class SingleProcess : IGradientReduction
{
    private SingleProcess()
    {
    }

    public static SingleProcess Instance { get; } = new();

    public void Reduce(Tensor gradients)
    {
    }
}
