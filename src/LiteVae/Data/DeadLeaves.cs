using System.Runtime.InteropServices;
using SkiaSharp;

namespace LiteVae.Data;

/// <summary>Draws one picture after the dead-leaves model: shapes that fall upon each other until they cover the ground.</summary>
/// <remarks>
/// Radii follow a power law, p(r) ~ r^-3 between two bounds, which makes the picture look alike at all scales, and
/// occlusion makes its power fall with frequency as in photographs (Lee, Mumford and Huang 2001). Leaves are shaded,
/// textured, and cast soft shadows, under a light of one direction per picture.
/// </remarks>
internal static class DeadLeaves
{
    // In parts of the picture's side.
    private const float LargestRadius = 1f / 2.4f;

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
        var chance = new RandomStream(seed);
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Translate(-x, -y);
        var scene = Scene.Choose(ref chance, size, new SKRect(x, y, x + width, y + height));
        DrawGround(canvas, ref chance, scene);
        for (var i = 0; i < scene.Leaves; i++)
            DrawLeaf(canvas, chance.Next(), scene, i / (float)scene.Leaves);
        using var pixels = surface.PeekPixels();
        return ToRgb(MemoryMarshal.Cast<byte, uint>(pixels.GetPixelSpan()), pixels.RowBytes / 4, width, height);
    }

    private static void DrawGround(SKCanvas canvas, ref RandomStream chance, Scene scene)
    {
        var (first, second) = (scene.Palette.Pick(ref chance), scene.Palette.Pick(ref chance));
        using var shader = SKShader.CreateLinearGradient(new SKPoint(0, 0), new SKPoint(0, scene.Size), [first, second], SKShaderTileMode.Clamp);
        using var paint = new SKPaint { Shader = shader };
        canvas.DrawPaint(paint);
    }

    private static void DrawLeaf(SKCanvas canvas, ulong seed, Scene scene, float progress)
    {
        var chance = new RandomStream(seed);
        var radius = scene.Radius(chance.Unit());
        var centre = new SKPoint(
            chance.Between(-scene.Margin, scene.Size + scene.Margin), chance.Between(-scene.Margin, scene.Size + scene.Margin));
        if (!scene.Sees(centre, radius * 1.8f))
            return;

        using var path = LeafShapes.Pick(ref chance, radius);
        path.Transform(SKMatrix.CreateTranslation(centre.X, centre.Y));
        // What lies lower is in the others' shade.
        var colour = Palette.Lit(scene.Palette.Pick(ref chance), 0.72f + (0.33f * progress));
        using var paint = new SKPaint { IsAntialias = true };
        if (radius > scene.Size / 20f)
            DrawShadow(canvas, path, paint, scene.Light, radius);
        using var shading = Shade(ref chance, colour, centre, radius, scene.Light);
        paint.Shader = shading;
        canvas.DrawPath(path, paint);

        if (radius * 20 > scene.Size && chance.Chance(scene.Texture))
        {
            using var texture = LeafTextures.Pick(ref chance, scene.Size * chance.Between(0.02f, 0.09f), centre);
            var ink = chance.Chance(0.5f) ? Palette.Lit(colour, chance.Between(0.3f, 0.7f)) : scene.Palette.Pick(ref chance);
            paint.Shader = texture;
            paint.Color = ink.WithAlpha((byte)chance.Between(50, 190));
            canvas.DrawPath(path, paint);
        }
    }

    private static void DrawShadow(SKCanvas canvas, SKPath path, SKPaint paint, SKPoint light, float radius)
    {
        const int Layers = 3;
        paint.Color = new SKColor(8, 8, 16, 34);
        for (var i = 1; i <= Layers; i++)
        {
            var offset = radius * 0.07f * i;
            var move = new SKPoint(-light.X * offset, -light.Y * offset);
            canvas.Translate(move.X, move.Y);
            canvas.DrawPath(path, paint);
            canvas.Translate(-move.X, -move.Y);
        }
        paint.Color = SKColors.White;
    }

    /// <summary>Flat with light from one side, or round with the light's spot.</summary>
    private static SKShader Shade(ref RandomStream chance, SKColor colour, SKPoint centre, float radius, SKPoint light)
    {
        var contrast = chance.Between(0.1f, 0.45f);
        var (bright, dark) = (Palette.Lit(colour, 1 + contrast), Palette.Lit(colour, 1 - contrast));
        if (chance.Chance(0.35f))
        {
            var spot = new SKPoint(centre.X + (light.X * radius * 0.4f), centre.Y + (light.Y * radius * 0.4f));
            return SKShader.CreateRadialGradient(spot, radius * 1.5f, [bright, colour, Palette.Lit(dark, 0.7f)], [0, 0.5f, 1], SKShaderTileMode.Clamp);
        }
        var from = new SKPoint(centre.X + (light.X * radius), centre.Y + (light.Y * radius));
        var to = new SKPoint(centre.X - (light.X * radius), centre.Y - (light.Y * radius));
        return SKShader.CreateLinearGradient(from, to, [bright, dark], SKShaderTileMode.Clamp);
    }

    private static byte[] ToRgb(ReadOnlySpan<uint> pixels, int stride, int width, int height)
    {
        var bytes = new byte[width * height * 3];
        var at = 0;
        for (var y = 0; y < height; y++)
        {
            foreach (var pixel in pixels.Slice(y * stride, width))
            {
                bytes[at++] = (byte)pixel;
                bytes[at++] = (byte)(pixel >> 8);
                bytes[at++] = (byte)(pixel >> 16);
            }
        }
        return bytes;
    }

    /// <summary>What all leaves of one picture share.</summary>
    private sealed record Scene(
        int Size, float Margin, int Leaves, float SmallestRadius, Palette Palette, SKPoint Light, float Texture, SKRect Window)
    {
        public static Scene Choose(ref RandomStream chance, int size, SKRect window)
        {
            const float Margin = 0.2f;
            // From pebbles to boulders.
            var smallest = 0.025f * MathF.Pow(4, chance.Unit());
            var leaves = (int)(Cover * (1 + (2 * Margin)) * (1 + (2 * Margin)) / MeanArea(smallest));
            // From above, as in most photographs.
            var angle = chance.Between(0.1f, 0.4f) * MathF.Tau;
            var light = new SKPoint(MathF.Cos(angle), -MathF.Sin(angle));
            var palette = Palette.Choose(ref chance);
            return new Scene(size, Margin * size, leaves, smallest, palette, light, chance.Between(0.2f, 0.9f), window);
        }

        /// <summary>The inverse of the distribution function of p(r) ~ r^-3, in pixels.</summary>
        public float Radius(float unit)
        {
            var (small, large) = (1 / (SmallestRadius * SmallestRadius), 1 / (LargestRadius * LargestRadius));
            return Size / MathF.Sqrt(small + (unit * (large - small)));
        }

        public bool Sees(SKPoint centre, float reach) =>
            centre.X + reach > Window.Left && centre.X - reach < Window.Right
            && centre.Y + reach > Window.Top && centre.Y - reach < Window.Bottom;

        // pi E[r^2] for p(r) ~ r^-3, in parts of the picture.
        private static float MeanArea(float smallest) => 2 * MathF.PI * MathF.Log(LargestRadius / smallest)
            / ((1 / (smallest * smallest)) - (1 / (LargestRadius * LargestRadius)));
    }
}
