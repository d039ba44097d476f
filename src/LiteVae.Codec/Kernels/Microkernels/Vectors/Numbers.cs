namespace LiteVae.Codec.Kernels.Microkernels.Vectors;

/// <summary>The numbers of rows and of vectors in a tile.</summary>
internal static class Numbers
{
    public readonly struct One : INumber
    {
        public static int Value => 1;
    }

    public readonly struct Two : INumber
    {
        public static int Value => 2;
    }

    public readonly struct Three : INumber
    {
        public static int Value => 3;
    }

    public readonly struct Four : INumber
    {
        public static int Value => 4;
    }

    public readonly struct Five : INumber
    {
        public static int Value => 5;
    }

    public readonly struct Six : INumber
    {
        public static int Value => 6;
    }

    public readonly struct Seven : INumber
    {
        public static int Value => 7;
    }

    public readonly struct Eight : INumber
    {
        public static int Value => 8;
    }

    public readonly struct Nine : INumber
    {
        public static int Value => 9;
    }

    public readonly struct Ten : INumber
    {
        public static int Value => 10;
    }

    public readonly struct Eleven : INumber
    {
        public static int Value => 11;
    }

    public readonly struct Twelve : INumber
    {
        public static int Value => 12;
    }
}
