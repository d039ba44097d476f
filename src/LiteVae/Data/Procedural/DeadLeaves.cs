using System.Runtime.InteropServices;
using LiteVae.Codec.Numerics;
using SkiaSharp;

namespace LiteVae.Data.Procedural;

/// <summary>Draws one picture after the dead-leaves model: shapes that fall upon each other until they cover the ground.</summary>
/// <remarks>
/// Radii follow a power law, p(r) ~ r^-3 between two bounds, which makes the picture look alike at all scales, and
/// occlusion makes its power fall with frequency as in photographs (Lee, Mumford and Huang 2001). Leaves are shaded,
/// textured, and cast soft shadows, under a light of one direction per picture.
/// </remarks>
internal static class DeadLeaves
{
    // In parts of the picture's side.
    private const float MaxRadius = 0.35f;

    // In pixels: what can still be told apart.
    private const float FinestWavelength = 2;

    // How often, on average, each point is covered: all but e^-2.5 of the ground.
    private const float Cover = 2.5f;

    /// <summary>Draws a window of a picture.</summary>
    /// <param name="seed">The picture is a pure function of this and the size.</param>
    /// <param name="size">Side of the whole picture in pixels.</param>
    /// <param name="x">The window's left edge.</param>
    /// <param name="y">The window's upper edge.</param>
    /// <param name="width">The window's width.</param>
    /// <param name="height">The window's height.</param>
    /// <returns>R, G, B of each pixel of the window, row by row.</returns>
    public static byte[] Draw(ulong seed, int size, int x, int y, int width, int height)
    {
        // With a border, which sharpening looks at.
        var framed = Compose(new RandomStream(seed), size, x - 1, y - 1, width + 2, height + 2);
        return Sharpen(framed, width, height);
    }

    private static byte[] Compose(RandomStream chance, int size, int x, int y, int width, int height)
    {
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var colors = SKSurface.Create(info);
        // Which leaf each pixel shows: textures are laid on once all has fallen, on what can be seen.
        using var leaves = SKSurface.Create(info);
        colors.Canvas.Translate(-x, -y);
        leaves.Canvas.Translate(-x, -y);
        leaves.Canvas.Clear(new SKColor(0xFF000000));
        var scene = Scene.Choose(ref chance, size, new SKRect(x, y, x + width, y + height));
        var inks = new LeafInk?[scene.Leaves + 1];
        inks[0] = DrawGround(colors.Canvas, ref chance, scene);
        for (var leaf = 1; leaf <= scene.Leaves; leaf++)
            inks[leaf] = DrawLeaf(colors.Canvas, leaves.Canvas, chance.Next(), scene, leaf);

        using var colorPixels = colors.PeekPixels();
        using var leafPixels = leaves.PeekPixels();
        return Ink(colorPixels, leafPixels, inks, x, y);
    }

    private static LeafInk? DrawGround(SKCanvas canvas, ref RandomStream chance, Scene scene)
    {
        var (first, second) = (scene.Palette.Pick(ref chance), scene.Palette.Pick(ref chance));
        using var shader = SKShader.CreateLinearGradient(new SKPoint(0, 0), new SKPoint(0, scene.Size), [first, second], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawPaint(paint);
        return ChooseInk(ref chance, scene, first);
    }

    private static LeafInk? DrawLeaf(SKCanvas colors, SKCanvas leaves, ulong seed, Scene scene, int leaf)
    {
        var chance = new RandomStream(seed);
        var radius = scene.Radius(chance.Unit());
        var center = new SKPoint(
            chance.Between(-scene.Margin, scene.Size + scene.Margin), chance.Between(-scene.Margin, scene.Size + scene.Margin));
        if (!scene.Sees(center, radius * 1.8f))
            return null;

        using var path = LeafShapes.Pick(ref chance, radius);
        path.Transform(SKMatrix.CreateTranslation(center.X, center.Y));
        // What lies lower is in the others' shade.
        var color = Palette.Lit(scene.Palette.Pick(ref chance), 0.8f + (0.25f * leaf / scene.Leaves));
        using var paint = new SKPaint { IsAntialias = true };
        if (radius > scene.Size / 24f)
            DrawShadow(colors, path, paint, scene.Light, radius);
        using var shading = Shade(ref chance, color, center, radius, scene.Light);
        paint.Shader = shading;
        colors.DrawPath(path, paint);

        using var number = new SKPaint { Color = new SKColor(0xFF000000 | (uint)leaf) };
        leaves.DrawPath(path, number);
        return ChooseInk(ref chance, scene, color);
    }

    private static LeafInk? ChooseInk(ref RandomStream chance, Scene scene, SKColor color)
    {
        if (!chance.Chance(scene.Texture))
            return null;
        var ink = chance.Below(3) switch
        {
            0 => scene.Palette.Pick(ref chance),
            1 => Palette.Lit(color, chance.Between(1.4f, 2)),
            _ => Palette.Lit(color, chance.Between(0.25f, 0.6f)),
        };
        return new LeafInk(ref chance, FinestWavelength * MathF.Pow(scene.Size / 16f, chance.Unit() * chance.Unit()), ink, chance.Between(0.45f, 1));
    }

    private static void DrawShadow(SKCanvas canvas, SKPath path, SKPaint paint, SKPoint light, float radius)
    {
        const int Layers = 2;
        paint.Color = new SKColor(8, 8, 16, 46);
        for (var i = 1; i <= Layers; i++)
        {
            var offset = radius * 0.1f * i;
            var move = new SKPoint(-light.X * offset, -light.Y * offset);
            canvas.Translate(move.X, move.Y);
            canvas.DrawPath(path, paint);
            canvas.Translate(-move.X, -move.Y);
        }
        paint.Color = SKColors.White;
    }

    /// <summary>Flat with light from one side, or round with the light's spot.</summary>
    private static SKShader Shade(ref RandomStream chance, SKColor color, SKPoint center, float radius, SKPoint light)
    {
        var contrast = chance.Between(0.1f, 0.45f);
        var (bright, dark) = (Palette.Lit(color, 1 + contrast), Palette.Lit(color, 1 - contrast));
        if (chance.Chance(0.35f))
        {
            var spot = new SKPoint(center.X + (light.X * radius * 0.4f), center.Y + (light.Y * radius * 0.4f));
            return SKShader.CreateRadialGradient(spot, radius * 1.5f, [bright, color, Palette.Lit(dark, 0.7f)], [0, 0.5f, 1], SKShaderTileMode.Clamp);
        }
        var from = new SKPoint(center.X + (light.X * radius), center.Y + (light.Y * radius));
        var to = new SKPoint(center.X - (light.X * radius), center.Y - (light.Y * radius));
        return SKShader.CreateLinearGradient(from, to, [bright, dark], SKShaderTileMode.Clamp);
    }

    private static byte[] Ink(SKPixmap colors, SKPixmap leaves, LeafInk?[] inks, int left, int top)
    {
        var (width, height) = (colors.Width, colors.Height);
        var bytes = new byte[width * height * 3];
        var at = 0;
        for (var y = 0; y < height; y++)
        {
            var pixels = Row(colors, y);
            var numbers = Row(leaves, y);
            for (var x = 0; x < width; x++)
            {
                var pixel = inks[LeafAt(numbers[x])] is { } ink ? ink.Apply(pixels[x], left + x, top + y) : pixels[x];
                bytes[at++] = (byte)pixel;
                bytes[at++] = (byte)(pixel >> 8);
                bytes[at++] = (byte)(pixel >> 16);
            }
        }
        return bytes;
    }

    /// <summary>Unsharp masking, as cameras do it: what antialiasing took from the finest details comes back.</summary>
    private static byte[] Sharpen(byte[] framed, int width, int height)
    {
        const int Amount = 52; // of 256
        var stride = (width + 2) * 3;
        var bytes = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            var target = bytes.AsSpan(y * width * 3, width * 3);
            var above = framed.AsSpan((y * stride) + 3, target.Length);
            var left = framed.AsSpan((y + 1) * stride, target.Length);
            var here = framed.AsSpan(((y + 1) * stride) + 3, target.Length);
            var right = framed.AsSpan(((y + 1) * stride) + 6, target.Length);
            var below = framed.AsSpan(((y + 2) * stride) + 3, target.Length);
            for (var i = 0; i < target.Length; i++)
            {
                var contrast = (4 * here[i]) - above[i] - left[i] - right[i] - below[i];
                target[i] = (byte)Math.Clamp(here[i] + ((contrast * Amount) >> 8), 0, 255);
            }
        }
        return bytes;
    }

    private static ReadOnlySpan<uint> Row(SKPixmap pixels, int row) =>
        MemoryMarshal.Cast<byte, uint>(pixels.GetPixelSpan()).Slice(row * (pixels.RowBytes / 4), pixels.Width);

    // Numbers are drawn as 0xRRGGBB; a pixel holds R in its lowest byte.
    private static int LeafAt(uint pixel) => (int)(((pixel & 255) << 16) | (pixel & 0xFF00) | ((pixel >> 16) & 255));

    /// <summary>The settings that all leaves of one picture share.</summary>
    private sealed record Scene(
        int Size, float Margin, int Leaves, float MinRadius, Palette Palette, SKPoint Light, float Texture, SKRect Window)
    {
        public static Scene Choose(ref RandomStream chance, int size, SKRect window)
        {
            const float Margin = 0.2f;
            // From pebbles to boulders.
            var smallest = 0.02f * MathF.Pow(4f, chance.Unit());
            var leaves = (int)(Cover * (1 + (2 * Margin)) * (1 + (2 * Margin)) / MeanArea(smallest));
            // From above, as in most photographs.
            var angle = chance.Between(0.1f, 0.4f) * MathF.Tau;
            var light = new SKPoint(MathF.Cos(angle), -MathF.Sin(angle));
            var palette = Palette.Choose(ref chance);
            return new Scene(size, Margin * size, leaves, smallest, palette, light, chance.Between(0.6f, 1), window);
        }

        /// <summary>The inverse of the distribution function of p(r) ~ r^-3, in pixels.</summary>
        public float Radius(float unit)
        {
            var (small, large) = (1 / (MinRadius * MinRadius), 1 / (MaxRadius * MaxRadius));
            return Size / MathF.Sqrt(small + (unit * (large - small)));
        }

        public bool Sees(SKPoint center, float reach) =>
            center.X + reach > Window.Left && center.X - reach < Window.Right
            && center.Y + reach > Window.Top && center.Y - reach < Window.Bottom;

        // pi E[r^2] for p(r) ~ r^-3, in parts of the picture.
        private static float MeanArea(float smallest) => 2 * MathF.PI * MathF.Log(MaxRadius / smallest)
            / ((1 / (smallest * smallest)) - (1 / (MaxRadius * MaxRadius)));
    }
}
