using LiteVae.Fuzz.Structures;

namespace LiteVae.Fuzz.Engine;

/// <summary>A reader of untrusted bytes, as the fuzzing engine sees it.</summary>
internal abstract class FuzzTarget
{
    /// <summary>The target's name on the command line, and the name of its folder in the corpus.</summary>
    public abstract string Name { get; }

    /// <summary>The exceptions by which the reader may refuse an input, as its documentation says. Any other one is a finding.</summary>
    public abstract IReadOnlyList<Type> Documented { get; }

    /// <summary>The largest input that the engine makes, in bytes.</summary>
    public virtual int MaxLength => 1 << 16;

    /// <summary>How inputs are taken apart and put together with correct lengths and checksums; null where bytes are mutated as they are.</summary>
    public virtual IInputStructure? Structure => null;

    /// <summary>Words of the format, which the engine writes into inputs.</summary>
    public virtual IReadOnlyList<byte[]> Dictionary => [];

    /// <summary>Valid inputs made by code, in addition to the files of the corpus.</summary>
    public virtual IEnumerable<byte[]> Seeds() => [];

    /// <summary>Reads an input.</summary>
    public abstract void Run(ReadOnlySpan<byte> input);
}
