namespace LiteVae.Codec.Pixels;

/// <summary>How a pixel lies in memory. Colors are sRGB.</summary>
public enum PixelFormat
{
    /// <summary>Three bytes: red, green, blue.</summary>
    Rgb24,

    /// <summary>Four bytes: red, green, blue, alpha (not premultiplied). Read composited on white; written opaque.</summary>
    Rgba32,

    /// <summary>Four bytes: blue, green, red, alpha (not premultiplied). Read composited on white; written opaque.</summary>
    Bgra32,

    /// <summary>One byte of gray. Written as luma (0.299 red + 0.587 green + 0.114 blue).</summary>
    Gray8,

    /// <summary>Three unsigned 16-bit numbers in the byte order of the machine: red, green, blue.</summary>
    Rgb48,
}
