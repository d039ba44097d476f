namespace LiteVae.Codec.Models.Files.PyTorch;

/// <summary>The only names a file may refer to, and what each stands for. No name leads to code of the file's choice.</summary>
internal static class PickleGlobals
{
    // The most elements of a view that repeats those of its storage.
    private const int MaxRepeated = 1 << 20;

    private static readonly Dictionary<string, TensorType> Storages = new()
    {
        ["torch.DoubleStorage"] = TensorType.Float64,
        ["torch.FloatStorage"] = TensorType.Float32,
        ["torch.HalfStorage"] = TensorType.Float16,
        ["torch.BFloat16Storage"] = TensorType.BFloat16,
        ["torch.LongStorage"] = TensorType.Int64,
        ["torch.IntStorage"] = TensorType.Int32,
        ["torch.ShortStorage"] = TensorType.Int16,
        ["torch.CharStorage"] = TensorType.Int8,
        ["torch.ByteStorage"] = TensorType.UInt8,
        ["torch.BoolStorage"] = TensorType.Bool,
    };

    public static bool Allows(string name) => Storages.ContainsKey(name) || name is "collections.OrderedDict"
        or "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor" or "torch._utils._rebuild_parameter"
        or "torch.Size" or "torch.device";

    /// <summary>The result of a call of an allowed name.</summary>
    /// <exception cref="FormatException">The arguments are not those that PyTorch writes.</exception>
    public static object Apply(string name, object?[] arguments) => (name, arguments) switch
    {
        ("collections.OrderedDict", []) => new PickleDict(),
        ("collections.OrderedDict", [PickleList pairs]) => Dict(pairs),
        ("torch._utils._rebuild_tensor_v2", [PyTorchStorage storage, long offset, PickleTuple shape, PickleTuple strides, bool, _, ..]) =>
            Tensor(storage, offset, shape, strides),
        ("torch._utils._rebuild_tensor", [PyTorchStorage storage, long offset, PickleTuple shape, PickleTuple strides]) =>
            Tensor(storage, offset, shape, strides),
        ("torch._utils._rebuild_parameter", [PyTorchTensorInfo tensor, bool, _]) => tensor,
        ("torch.Size", [PickleTuple shape]) => shape,
        ("torch.device", [string type]) => type,
        ("torch.device", [string type, long index]) => $"{type}:{index}",
        _ => throw new FormatException($"{name} is called with arguments that PyTorch does not write"),
    };

    /// <summary>The storage that a persistent id names.</summary>
    public static PyTorchStorage Storage(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal type, string key, string, long elements, .. var rest] }
            || !Storages.TryGetValue(type.Name, out var dtype))
        {
            throw new FormatException(id is PickleTuple { Items: [_, PickleGlobal other, ..] }
                ? $"a storage has the type {other.Name}, which is not known" : "a storage is not described as PyTorch does");
        }
        if (elements < 0 || elements > long.MaxValue / 16)
            throw new FormatException($"storage '{key}' has {elements} elements");
        return rest switch
        {
            [] or [null] => new PyTorchStorage(dtype, key, 0, elements),
            [PickleTuple { Items: [string, long start, long count] }] when start >= 0 && count >= 0 && start <= elements - count =>
                new PyTorchStorage(dtype, key, start, count) { WholeElements = elements },
            _ => throw new FormatException($"storage '{key}' is a view that does not lie in it"),
        };
    }

    private static PickleDict Dict(PickleList pairs)
    {
        var dict = new PickleDict();
        foreach (var pair in pairs.Items)
        {
            var (key, value) = pair switch
            {
                PickleTuple { Items: [var k, var v] } => (k, v),
                PickleList { Items: [var k, var v] } => (k, v),
                _ => throw new FormatException("an OrderedDict is built from something that is not pairs"),
            };
            dict.Items.Add(new(key, value));
        }
        return dict;
    }

    private static PyTorchTensorInfo Tensor(PyTorchStorage storage, long offset, PickleTuple shape, PickleTuple strides)
    {
        var (sizes, steps) = (Integers(shape), Integers(strides));
        if (sizes.Length != steps.Length || sizes.Length > TensorTypes.MaxRank)
            throw new FormatException($"a tensor has {sizes.Length} sizes and {steps.Length} strides");
        var view = $"a tensor of shape [{string.Join(',', sizes)}] and strides [{string.Join(',', steps)}]";
        var count = TensorTypes.CountElements(sizes) ?? throw new FormatException($"{view} overflows");
        Int128 end = offset;
        for (var i = 0; i < sizes.Length; i++)
            end += (Int128)Math.Max(sizes[i] - 1, 0) * steps[i];
        if (offset < 0 || offset > storage.Elements || (count > 0 && end >= storage.Elements))
            throw new FormatException($"{view} at {offset} does not lie in its storage '{storage.Key}' of {storage.Elements} elements");
        // A view may repeat elements (expand), but a few bytes must not stand for gigabytes.
        if (count > Math.Max(storage.Elements, MaxRepeated))
            throw new FormatException($"{view} repeats a storage of {storage.Elements} elements too often");
        return new PyTorchTensorInfo(storage, offset, sizes, steps);
    }

    private static long[] Integers(PickleTuple tuple) =>
        [.. tuple.Items.Select(i => i is long and >= 0 ? (long)i : throw new FormatException("a tensor's size or stride is not a whole number from 0"))];
}
