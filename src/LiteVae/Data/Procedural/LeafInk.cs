using SkiaSharp;

namespace LiteVae.Data.Procedural;

/// <summary>A texture as it lies on one leaf: pattern, place, turn, scale, colour and strength.</summary>
internal sealed class LeafInk
{
    private readonly float[] _values;
    private readonly int _bits;
    private readonly float _cos;
    private readonly float _sin;
    private readonly float _left;
    private readonly float _top;
    private readonly SKColor _colour;
    private readonly float _strength;

    /// <param name="chance">What pattern, place and turn are drawn from.</param>
    /// <param name="wavelength">Length of the pattern's details in pixels.</param>
    /// <param name="colour">The ink.</param>
    /// <param name="strength">How much the ink covers where the pattern is full, 0 to 1.</param>
    public LeafInk(ref RandomStream chance, float wavelength, SKColor colour, float strength)
    {
        var scale = wavelength / LeafTextures.Wavelength;
        (_values, var side, var level) = LeafTextures.Pick(ref chance).At(scale);
        _bits = int.Log2(side);
        (_sin, _cos) = MathF.SinCos(chance.Between(0, MathF.Tau));
        var step = 1 / (scale * (1 << level));
        (_sin, _cos) = (_sin * step, _cos * step);
        (_left, _top) = (chance.Between(0, side), chance.Between(0, side));
        (_colour, _strength) = (colour, strength);
    }

    /// <summary>Lays the ink on one pixel, R in the lowest byte.</summary>
    public uint Apply(uint pixel, int x, int y)
    {
        var weight = (int)(Sample((x * _cos) - (y * _sin) + _left, (x * _sin) + (y * _cos) + _top) * _strength * 256);
        var r = Blend((int)(pixel & 255), _colour.Red, weight);
        var g = Blend((int)((pixel >> 8) & 255), _colour.Green, weight);
        var b = Blend((int)((pixel >> 16) & 255), _colour.Blue, weight);
        return (uint)(r | (g << 8) | (b << 16));
    }

    private static int Blend(int under, int ink, int weight) => under + (((ink - under) * weight) >> 8);

    private float Sample(float u, float v)
    {
        var (left, top) = ((int)MathF.Floor(u), (int)MathF.Floor(v));
        var (fu, fv) = (u - left, v - top);
        var mask = (1 << _bits) - 1;
        var (row, below) = ((top & mask) << _bits, ((top + 1) & mask) << _bits);
        var (here, next) = (left & mask, (left + 1) & mask);
        var upper = _values[row | here] + (fu * (_values[row | next] - _values[row | here]));
        var lower = _values[below | here] + (fu * (_values[below | next] - _values[below | here]));
        return upper + (fv * (lower - upper));
    }
}
