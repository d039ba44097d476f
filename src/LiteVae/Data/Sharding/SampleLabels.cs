namespace LiteVae.Data.Sharding;

/// <summary>The class numbers of a set of images.</summary>
internal sealed class SampleLabels
{
    private readonly Func<long, int?> _of;

    private SampleLabels(IReadOnlyList<string> names, Func<long, int?> of) => (Names, _of) = (names, of);

    /// <summary>The names of the classes, by number; empty where they have none.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Finds the classes.</summary>
    /// <param name="images">The images, in files.</param>
    /// <param name="folders">Whether the first folder of a name is the class; otherwise it is what the source knows.</param>
    /// <exception cref="DatasetException">An image lies in no folder, or what should be its class number is none.</exception>
    public static SampleLabels Of(IImageSource images, bool folders)
    {
        if (!folders)
            return images is ILabeledSource labeled ? new SampleLabels(labeled.ClassNames, labeled.LabelOf) : new SampleLabels([], _ => null);
        var files = (IEncodedSource)images;
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0L; index < images.Count; index++)
            found.Add(FolderOf(images, files, index));
        string[] names = [.. found.Order(StringComparer.Ordinal)];
        return new SampleLabels(names, index => Array.BinarySearch(names, FolderOf(images, files, index), StringComparer.Ordinal));
    }

    /// <summary>The number of an image's class; null: it has none.</summary>
    public int? Of(long index) => _of(index);

    private static string FolderOf(IImageSource images, IEncodedSource files, long index)
    {
        var name = files.MemberNameOf(index);
        return name.IndexOf('/', StringComparison.Ordinal) is > 0 and var end
            ? name[..end]
            : throw new DatasetException($"{images.Description}: {name} lies in no folder, whose name would be its class.");
    }
}
