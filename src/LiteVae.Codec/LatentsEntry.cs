namespace LiteVae.Codec;

/// <summary>What a file of latents holds of one picture.</summary>
public sealed record LatentsEntry
{
    internal LatentsEntry(string name, (int Width, int Height)? pictureSize, string tensor, int row, long[] shape)
    {
        (Name, PictureSize, Tensor, Row) = (name, pictureSize, tensor, row);
        (Channels, Height, Width) = (checked((int)shape[1]), checked((int)shape[2]), checked((int)shape[3]));
    }

    /// <summary>The picture's name.</summary>
    public string Name { get; }

    /// <summary>Width and height of the picture, in pixels; null where the file does not tell.</summary>
    public (int Width, int Height)? PictureSize { get; }

    /// <summary>Z.</summary>
    public int Channels { get; }

    /// <summary>h.</summary>
    public int Height { get; }

    /// <summary>w.</summary>
    public int Width { get; }

    /// <summary>The name of the tensor with its mean.</summary>
    internal string Tensor { get; }

    /// <summary>Its place in that tensor.</summary>
    internal int Row { get; }
}
