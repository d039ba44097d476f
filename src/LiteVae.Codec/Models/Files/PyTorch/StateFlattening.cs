using System.Globalization;

namespace LiteVae.Codec.Models.Files.PyTorch;

/// <summary>Gathers the tensors of nested dicts and lists under dotted names.</summary>
internal static class StateFlattening
{
    private const int MaxDepth = 32;
    private const int MaxNodes = 1 << 21;
    private const int MaxName = 1 << 10; // characters of one name
    private const long MaxNames = 1 << 26; // characters of all tensors' names together

    /// <summary>The tensors of a checkpoint: of its <c>state_dict</c> or <c>model</c> where it has one, otherwise all.</summary>
    /// <exception cref="FormatException">Two tensors share a name, something lies among them that is not read, or the nesting has no end.</exception>
    public static Dictionary<string, PyTorchTensorInfo> Flatten(object? root)
    {
        var tensors = new Dictionary<string, PyTorchTensorInfo>();
        if (root is PickleDict dict)
            root = dict.Find("state_dict") as PickleDict ?? dict.Find("model") as PickleDict ?? root;
        var (nodes, letters) = (0, 0L);
        Visit(root, "", 0);
        return tensors;

        void Visit(object? value, string name, int depth)
        {
            if (depth > MaxDepth || ++nodes > MaxNodes)
                throw new FormatException("its dicts and lists are nested too deep, or contain themselves");
            if (name.Length > MaxName || (value is PyTorchTensorInfo && (letters += name.Length) > MaxNames))
                throw new FormatException("the names of its values are too long");
            switch (value)
            {
                case PyTorchTensorInfo tensor when !tensors.TryAdd(name.Length > 0 ? name : "tensor", tensor):
                    throw new FormatException($"two tensors are named '{name}'");
                case PickleOpaque opaque:
                    throw new FormatException($"'{name}' is a {opaque.Name}, which is not read: only tensors and plain values are");
                case PickleDict { Items: var items }:
                    foreach (var (key, item) in items)
                        Visit(item, Join(name, Key(key, name)), depth + 1);
                    break;
                case PickleList { Items: var items }:
                    VisitAll(items, name, depth);
                    break;
                case PickleTuple { Items: var items }:
                    VisitAll(items, name, depth);
                    break;
            }
        }

        void VisitAll(IReadOnlyList<object?> items, string name, int depth)
        {
            for (var i = 0; i < items.Count; i++)
                Visit(items[i], Join(name, i.ToString(CultureInfo.InvariantCulture)), depth + 1);
        }
    }

    private static string Join(string name, string key) => name.Length == 0 ? key : $"{name}.{key}";

    private static string Key(object? key, string name) => key switch
    {
        string text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        PickleOpaque opaque => throw new FormatException($"'{name}' has a key {opaque.Name}, which is not read"),
        _ => throw new FormatException($"'{name}' has a key that is neither text nor a number"),
    };
}
