using static TorchSharp.torch;

namespace LiteVae.Layers;

/// <summary>Gradients on their way from our functions to libtorch, which takes its own reference when a function returns.</summary>
/// <remarks>Ours would stay until the step ends, and with it the memory of every layer's gradients: they go at the next call.</remarks>
internal static class HandedOver
{
    [ThreadStatic]
    private static List<Tensor>? _tensors;

    /// <summary>Keeps gradients until this thread's next call, outside of any scope, and passes them on.</summary>
    /// <param name="gradients">Of a function's arguments, null for those that want none.</param>
    public static List<Tensor> Pass(params Tensor?[] gradients)
    {
        foreach (var tensor in _tensors ?? [])
            tensor.Dispose();
        _tensors = [.. gradients.OfType<Tensor>().Select(t => t.DetachFromDisposeScope())];
        return [.. gradients.Select(g => g!)];
    }
}
