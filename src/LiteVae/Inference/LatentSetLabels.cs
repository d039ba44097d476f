using System.Globalization;
using LiteVae.Data;

namespace LiteVae.Inference;

/// <summary>The classes of the pictures of a data set: what the source knows, or else the first folder of each name.</summary>
internal sealed class LatentSetLabels
{
    private readonly int[] _numbers;

    private LatentSetLabels(IReadOnlyList<string> classes, int[] numbers) => (Classes, _numbers) = (classes, numbers);

    /// <summary>The names of the classes, by number; empty where there are none.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Finds the classes of all pictures.</summary>
    /// <exception cref="DatasetException">Some pictures have a class number and others do not, or one is none.</exception>
    public static LatentSetLabels Of(IImageSource images, IReadOnlyList<string> names) =>
        images is ILabeledSource labeled ? Known(images, labeled, names) : OfFolders(names);

    /// <summary>The number of a picture's class; null: there are no classes.</summary>
    public int? Of(int index) => Classes.Count == 0 ? null : _numbers[index];

    private static LatentSetLabels Known(IImageSource images, ILabeledSource labeled, IReadOnlyList<string> names)
    {
        int?[] labels = [.. Enumerable.Range(0, names.Count).Select(i => labeled.LabelOf(i))];
        var without = Array.IndexOf(labels, null);
        if (labels.All(l => l is null))
            return new LatentSetLabels([], []);
        if (without >= 0)
            throw new DatasetException($"{images.Description}: {names[without]} has no class number (.cls), and others have one; expected all or none.");
        var count = labels.Max()!.Value + 1L;
        if (labeled.ClassNames.Count == 0 && count > Data.Shards.ClassNames.MaxClasses)
            throw new DatasetException($"{images.Description}: the class number {count - 1} is too large; at most {Data.Shards.ClassNames.MaxClasses} classes are expected.");
        if (labeled.ClassNames.Count > 0 && labeled.ClassNames.Count < count)
            throw new DatasetException($"{images.Description}: classes.json names {labeled.ClassNames.Count} classes; the class number {count - 1} is not among them.");
        return new LatentSetLabels(
            labeled.ClassNames.Count > 0 ? labeled.ClassNames : [.. Enumerable.Range(0, (int)count).Select(i => i.ToString(CultureInfo.InvariantCulture))],
            [.. labels.Select(l => l!.Value)]);
    }

    private static LatentSetLabels OfFolders(IReadOnlyList<string> names)
    {
        if (!names.All(n => FolderOf(n) is not null))
            return new LatentSetLabels([], []);
        string[] classes = [.. names.Select(n => FolderOf(n)!).Distinct().Order(StringComparer.Ordinal)];
        return new LatentSetLabels(classes, [.. names.Select(n => Array.BinarySearch(classes, FolderOf(n)!, StringComparer.Ordinal))]);
    }

    private static string? FolderOf(string name) => name.IndexOf('/', StringComparison.Ordinal) is > 0 and var end ? name[..end] : null;
}
