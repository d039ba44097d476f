namespace LiteVae.Codec.Models.Files.PyTorch;

/// <summary>A dict: pairs in their order. Nothing is hashed, so no key can be costly.</summary>
internal sealed class PickleDict
{
    public List<KeyValuePair<object?, object?>> Items { get; } = [];

    /// <summary>The last value under a string key; null where there is none.</summary>
    public object? Find(string key) => Items.FindLast(i => i.Key is string k && k == key).Value;
}

/// <summary>A list.</summary>
internal sealed class PickleList
{
    public List<object?> Items { get; } = [];
}

/// <summary>A tuple, or a torch.Size.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A name that the reader knows how to apply.</summary>
internal sealed record PickleGlobal(string Name);

/// <summary>Something the reader does not build: it is carried along by its name, so that what lies beside it can be read.</summary>
internal sealed record PickleOpaque(string Name);
