namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <summary>A number that is a type, and so a constant to the code that is generic over it.</summary>
internal interface INumber
{
    static abstract int Value { get; }
}
