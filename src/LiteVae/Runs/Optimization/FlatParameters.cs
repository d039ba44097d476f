using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LiteVae.Runs.Optimization;

/// <summary>A module's parameters as views of one buffer, and their gradients as views of another.</summary>
/// <remarks>
/// Optimizer, moving average, gradient norm and all-reduce then take a few operations each, whatever the number of
/// layers. Build order: construct the module, load its weights, move it to its device, flatten, then make the optimizer.
/// Owns both buffers.
/// </remarks>
internal sealed class FlatParameters : IDisposable
{
    /// <param name="module">Its parameters are of one type and on one device; they are moved into the buffer, values kept.</param>
    /// <param name="gradients">Whether gradients are needed.</param>
    /// <param name="includes">Chooses parameters by their names; null for all of them.</param>
    public FlatParameters(nn.Module module, bool gradients = true, Func<string, bool>? includes = null)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        (string Name, Parameter Parameter)[] named = [.. module.named_parameters().Where(p => includes?.Invoke(p.name) != false).OrderBy(p => p.name, StringComparer.Ordinal)];
        Layout = [.. named.Select(p => new FlatParameter(p.Name, p.Parameter.shape))];
        var total = named.Sum(p => p.Parameter.numel());
        var (type, device) = named.Length == 0 ? (ScalarType.Float32, CPU) : (named[0].Parameter.dtype, named[0].Parameter.device);
        Values = zeros(total, type, device);
        Gradients = gradients ? zeros(total, type, device) : null;

        long offset = 0;
        foreach (var (_, parameter) in named)
        {
            var (shape, length) = (parameter.shape, parameter.numel());
            var view = Values.narrow(0, offset, length).view(shape);
            view.copy_(parameter);
            parameter.set_(view);
            if (Gradients is null)
                parameter.requires_grad = false;
            else
                parameter.grad = Gradients.narrow(0, offset, length).view(shape);
            offset += length;
        }
        Values.DetachFromDisposeScope();
        Gradients?.DetachFromDisposeScope();
    }

    /// <summary>All parameters: [N].</summary>
    public Tensor Values { get; }

    /// <summary>All gradients: [N]; null where none are kept.</summary>
    public Tensor? Gradients { get; }

    /// <summary>Names and shapes in the buffers' order.</summary>
    public IReadOnlyList<FlatParameter> Layout { get; }

    /// <summary>Makes the parameters of another module, of the same names and shapes, views of this buffer too. They need no gradients.</summary>
    public void ShareWith(nn.Module module) => ShareWith(module, gradients: null);

    /// <summary>The same, for a module that is trained beside the other one: it has gradients of its own.</summary>
    /// <returns>All its gradients, zero: [N]. They are the caller's.</returns>
    public Tensor ShareWithGradients(nn.Module module)
    {
        using var guard = no_grad();
        var gradients = zeros_like(Values);
        ShareWith(module, gradients);
        return gradients.DetachFromDisposeScope();
    }

    public void Dispose()
    {
        Values.Dispose();
        Gradients?.Dispose();
    }

    private void ShareWith(nn.Module module, Tensor? gradients)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var named = module.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        long offset = 0;
        foreach (var (name, shape) in Layout)
        {
            var parameter = named[name];
            parameter.set_(Values.narrow(0, offset, parameter.numel()).view(shape));
            if (gradients is null)
                parameter.requires_grad = false;
            else
                parameter.grad = gradients.narrow(0, offset, parameter.numel()).view(shape);
            offset += parameter.numel();
        }
    }
}
