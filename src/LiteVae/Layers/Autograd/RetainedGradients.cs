using static TorchSharp.torch;

namespace LiteVae.Layers.Autograd;

/// <summary>Keeps the gradients that an autograd function returns alive until libtorch has taken its own references.</summary>
/// <remarks>
/// libtorch takes its references when the function returns, so that ours must outlive the return. Left to the garbage
/// collector they would keep the memory of every layer's gradients until the step ends: they are disposed at the next call.
/// </remarks>
internal static class RetainedGradients
{
    [ThreadStatic]
    private static List<Tensor>? _tensors;

    /// <summary>Keeps gradients until this thread's next call, outside of any dispose scope.</summary>
    /// <param name="gradients">The gradients by the function's arguments; null for an argument that needs none.</param>
    /// <returns>The same gradients, as an autograd function returns them.</returns>
    public static List<Tensor> Pass(params Tensor?[] gradients)
    {
        foreach (var tensor in _tensors ?? [])
            tensor.Dispose();
        _tensors = [.. gradients.OfType<Tensor>().Select(t => t.DetachFromDisposeScope())];
        return [.. gradients.Select(g => g!)];
    }
}
