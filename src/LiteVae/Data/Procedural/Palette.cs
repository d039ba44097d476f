using SkiaSharp;

namespace LiteVae.Data.Procedural;

/// <summary>A picture's colours: one of a few found in nature, shifted a little.</summary>
internal sealed class Palette
{
    private static readonly uint[][] Known =
    [
        [0x2E4A2B, 0x57753B, 0x8DA65A, 0x6B4F34, 0xC9BE8A, 0x1F2A1E], // forest
        [0x1B3A57, 0x2F6C91, 0x7FB4C9, 0xD9E4E0, 0xC7AE85, 0x0E2233], // sea and sand
        [0x3B2140, 0x8E3B54, 0xD9674A, 0xF2A65A, 0xF6D8A0, 0x29304F], // sunset
        [0x8A4B2A, 0xC77B3B, 0xE3B265, 0x5B3422, 0xEFE0BE, 0x7C6A55], // desert
        [0x7A1F1F, 0xB5432B, 0xD98A2B, 0xE8C04C, 0x5A4A2C, 0x33301F], // autumn
        [0x4A4C50, 0x7A7D80, 0xA9A8A2, 0xD4D0C6, 0x2A2C30, 0x8C7F70], // stone
        [0x5D1A3A, 0x9C2C50, 0xD65A78, 0x3E5C34, 0x86A35A, 0xF1D6DA], // berries
        [0x0F1524, 0x24304A, 0x54618A, 0xE2B458, 0xC65B3C, 0x9AA7C4], // city at night
        [0x3E6B3A, 0x8CB84A, 0xE6D94F, 0xE0663F, 0xF4F1E6, 0x4C7FB0], // garden
        [0x6FA3D0, 0xA9CBE6, 0xE9F1F5, 0x5E8250, 0x9DAE6A, 0x45543A], // meadow under sky
        [0xA56B46, 0xD3A07A, 0xF0D3B8, 0x5A3526, 0x2B1A16, 0xB94A3E], // skin and clay
        [0x14403F, 0x1F7A74, 0x63B8A6, 0xF0E3B4, 0xE58B53, 0x30333C], // lagoon
        [0x15151A, 0x3C3B3F, 0x77757A, 0xB4B2B0, 0xEEECE8, 0x585252], // nearly grey
        [0x4B3A6B, 0x7C68A8, 0xBBA9D6, 0xEFE6F2, 0x5D7A4E, 0x2B2440], // lavender
    ];

    private readonly SKColor[] _colours;

    private Palette(SKColor[] colours) => _colours = colours;

    public static Palette Choose(ref RandomStream chance)
    {
        var known = Known[chance.Below(Known.Length)];
        var (hue, saturation, light) = (chance.Between(-14, 14), chance.Between(0.65f, 1.2f), chance.Between(0.8f, 1.2f));
        var colours = new SKColor[known.Length];
        for (var i = 0; i < known.Length; i++)
        {
            new SKColor(0xFF000000 | known[i]).ToHsl(out var h, out var s, out var l);
            colours[i] = SKColor.FromHsl((h + hue + 360) % 360, Math.Min(100, s * saturation), Math.Min(97, l * light));
        }
        return new Palette(colours);
    }

    /// <summary>A colour of the palette, varied as things of one kind vary.</summary>
    public SKColor Pick(ref RandomStream chance)
    {
        _colours[chance.Below(_colours.Length)].ToHsl(out var h, out var s, out var l);
        return SKColor.FromHsl(
            (h + chance.Between(-9, 9) + 360) % 360,
            Math.Clamp(s * chance.Between(0.75f, 1.2f), 0, 100),
            Math.Clamp(l + chance.Between(-10, 10), 3, 97));
    }

    /// <summary>The same colour in more light (above 1) or less.</summary>
    public static SKColor Lit(SKColor colour, float light) => new(
        (byte)Math.Min(255, colour.Red * light), (byte)Math.Min(255, colour.Green * light), (byte)Math.Min(255, colour.Blue * light), colour.Alpha);
}
