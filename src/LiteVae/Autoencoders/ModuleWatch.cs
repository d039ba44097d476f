using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders;

/// <summary>Looks at what passes through a network's modules, call by call, and changes nothing. Disposing it ends that.</summary>
internal sealed class ModuleWatch : IDisposable
{
    private readonly List<Action> _remove = [];

    /// <param name="network">Watched are its modules that make one tensor of one.</param>
    /// <param name="see">
    /// Given a module's name, the module, its input and its output, when the call is complete: parts before the whole.
    /// What is to outlive the network's own scopes has to be copied, and detached from them.
    /// </param>
    public ModuleWatch(nn.Module network, Action<string, Module<Tensor, Tensor>, Tensor, Tensor> see)
    {
        foreach (var (name, module) in network.named_modules())
        {
            if (module is not Module<Tensor, Tensor> layer)
                continue;
            var hook = layer.register_forward_hook((_, x, y) =>
            {
                see(name, layer, x, y);
                return y;
            });
            _remove.Add(hook.remove);
        }
    }

    public void Dispose()
    {
        _remove.ForEach(remove => remove());
        _remove.Clear();
    }
}
