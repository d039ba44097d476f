using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Networks;

/// <summary>The weights of one part of a network: what its stages ask for by name and shape, and where they read it.</summary>
/// <remarks>
/// Stages are built twice by the same constructors. Without a source they only declare the names and shapes of their
/// weights, which is all that planning, counting and checking a file need. With one they read and prepare them.
/// </remarks>
internal sealed unsafe class Weights
{
    private readonly ITensorSource? _source;
    private readonly string _prefix;
    private readonly Dictionary<string, long[]> _declared;

    private Weights(ITensorSource? source, string prefix, Dictionary<string, long[]> declared) =>
        (_source, _prefix, _declared) = (source, prefix, declared);

    /// <summary>The weights of a whole model.</summary>
    /// <param name="source">Where they are read; null to declare them only.</param>
    /// <param name="prefix">What all their names begin with there.</param>
    public Weights(ITensorSource? source, string prefix = "")
        : this(source, prefix, [])
    {
    }

    /// <summary>The part's name in the model file, without a dot at the end.</summary>
    public string Name => _prefix.TrimEnd('.');

    /// <summary>Whether weights are only declared: stages are built without kernels.</summary>
    public bool DeclaresOnly => _source is null;

    /// <summary>Shapes of all weights that stages asked for so far, by full name.</summary>
    public IReadOnlyDictionary<string, long[]> Declared => _declared;

    /// <summary>The weights of a part within.</summary>
    public Weights Part(string name) => new(_source, $"{_prefix}{name}.", _declared);

    /// <summary>Declares a weight and reads it.</summary>
    /// <param name="name">Within the part.</param>
    /// <param name="shape">The shape that the network needs; the source has been checked to have it.</param>
    /// <returns>Its values, owned by the caller; null where weights are only declared.</returns>
    public FloatBuffer? Read(string name, params long[] shape)
    {
        var full = _prefix + name;
        _declared[full] = shape;
        if (_source is null)
            return null;
        var count = checked((int)shape.Aggregate(1L, (product, size) => checked(product * size)));
        var values = new FloatBuffer(count, clear: false);
        try
        {
            _source.Read(full, new Span<float>(values.Pointer, count));
            return values;
        }
        catch
        {
            values.Dispose();
            throw;
        }
    }
}
