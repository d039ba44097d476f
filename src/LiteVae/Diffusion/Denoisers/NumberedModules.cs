using static TorchSharp.torch.nn;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>Modules under the numbers that they have in a published network's sequence, in which operations without weights have numbers too.</summary>
internal sealed class NumberedModules : Module
{
    private readonly Dictionary<int, Module> _modules = [];

    public NumberedModules(params ReadOnlySpan<(int Number, Module Module)> modules)
        : base(nameof(NumberedModules))
    {
        foreach (var (number, module) in modules)
        {
            _modules.Add(number, module);
            register_module(number.ToString(System.Globalization.CultureInfo.InvariantCulture), module);
        }
    }

    /// <summary>The module of a number. Owners ask here rather than keep it in a field, which would register it under a second name.</summary>
    public T Get<T>(int number)
        where T : Module => (T)_modules[number];
}
