using SkiaSharp;

namespace LiteVae.Data.Procedural;

/// <summary>Outlines of leaves around the origin, of about the given radius, turned at random.</summary>
internal static class LeafShapes
{
    public static SKPath Pick(ref RandomStream chance, float radius)
    {
        var path = new SKPath();
        switch (chance.Below(8))
        {
            case 0 or 1:
                path.AddCircle(0, 0, radius);
                break;
            case 2:
                AddOval(path, radius, chance.Between(0.4f, 0.9f));
                break;
            case 3:
                AddBox(path, radius, chance.Between(0.25f, 1), 0);
                break;
            case 4:
                AddBox(path, radius, chance.Between(0.3f, 0.9f), chance.Between(0.1f, 0.4f) * radius);
                break;
            case 5:
                AddPolygon(path, ref chance, radius);
                break;
            case 6:
                AddBlade(path, radius, chance.Between(0.5f, 0.9f));
                break;
            default:
                AddPebble(path, ref chance, radius);
                break;
        }
        path.Transform(SKMatrix.CreateRotation(chance.Between(0, MathF.Tau)));
        return path;
    }

    private static void AddOval(SKPath path, float radius, float flatness) =>
        path.AddOval(new SKRect(-radius, -radius * flatness, radius, radius * flatness));

    private static void AddBox(SKPath path, float radius, float flatness, float corner) =>
        path.AddRoundRect(new SKRect(-radius, -radius * flatness, radius, radius * flatness), corner, corner);

    private static void AddPolygon(SKPath path, ref RandomStream chance, float radius)
    {
        var corners = 3 + chance.Below(5);
        for (var i = 0; i < corners; i++)
        {
            var point = OnCircle(radius * chance.Between(0.7f, 1.15f), (i + chance.Between(-0.25f, 0.25f)) / corners);
            if (i == 0)
                path.MoveTo(point);
            else
                path.LineTo(point);
        }
        path.Close();
    }

    private static void AddBlade(SKPath path, float radius, float flatness)
    {
        path.MoveTo(-radius * 1.2f, 0);
        path.QuadTo(0, -radius * flatness * 1.3f, radius * 1.2f, 0);
        path.QuadTo(0, radius * flatness * 1.3f, -radius * 1.2f, 0);
        path.Close();
    }

    /// <summary>A closed smooth curve through the middles of a polygon's sides.</summary>
    private static void AddPebble(SKPath path, ref RandomStream chance, float radius)
    {
        const int Corners = 6;
        Span<SKPoint> corners = stackalloc SKPoint[Corners];
        for (var i = 0; i < Corners; i++)
            corners[i] = OnCircle(radius * chance.Between(0.75f, 1.4f), i / (float)Corners);
        path.MoveTo(Middle(corners[Corners - 1], corners[0]));
        for (var i = 0; i < Corners; i++)
            path.QuadTo(corners[i], Middle(corners[i], corners[(i + 1) % Corners]));
        path.Close();
    }

    private static SKPoint OnCircle(float radius, float turn) => new(radius * MathF.Cos(turn * MathF.Tau), radius * MathF.Sin(turn * MathF.Tau));

    private static SKPoint Middle(SKPoint a, SKPoint b) => new((a.X + b.X) / 2, (a.Y + b.Y) / 2);
}
