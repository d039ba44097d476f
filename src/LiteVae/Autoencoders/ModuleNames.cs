using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LiteVae.Autoencoders;

/// <summary>Walks a network by the names of its model file.</summary>
internal static class ModuleNames
{
    /// <summary>The modules right within another; those within a list stand in its place, under its name and their index.</summary>
    public static IEnumerable<(string Name, nn.Module Module)> Parts(string parent, nn.Module module)
    {
        foreach (var (child, part) in module.named_children())
        {
            var name = parent.Length == 0 ? child : $"{parent}.{child}";
            if (IsList(part))
            {
                foreach (var item in Parts(name, part))
                    yield return item;
            }
            else
            {
                yield return (name, part);
            }
        }
    }

    private static bool IsList(nn.Module module) => module is Sequential
        || (module.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ModuleList<>));
}
