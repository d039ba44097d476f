using LiteVae.Data.Decoding;
using LiteVae.Pictures;

namespace LiteVae.Data;

/// <summary>The images in a folder and the folders below it, in ordinal order of their relative paths.</summary>
/// <remarks>
/// Files count as images by extension (png, jpg, jpeg, webp, tif, tiff, avif, in any case); others and hidden ones are
/// ignored. What carries such an extension and is no image is found out when it is loaded, and skipped.
/// </remarks>
public sealed class FolderImageSource : IImageSource, IEncodedSource
{
    private readonly string _folder;
    private readonly string[] _names;
    private readonly long? _maxPixels;

    private FolderImageSource(string folder, string[] names, long? maxPixels)
    {
        _folder = folder;
        _names = names;
        _maxPixels = maxPixels;
        Description = $"{folder}: {names.Length} {(names.Length == 1 ? "image" : "images")}";
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public long? Count => _names.Length;

    /// <inheritdoc/>
    public SkippedImages Skipped { get; } = new();

    /// <summary>Lists a folder's images; none is decoded yet.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="maxPixels">The largest number of pixels of an image that is not skipped; null: <c>LITEVAE_MAX_PIXELS</c>, or 500,000,000.</param>
    /// <exception cref="DatasetException">The folder is missing, is a file, cannot be read or holds no image.</exception>
    public static FolderImageSource Open(string folder, long? maxPixels = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (File.Exists(folder))
            throw new DatasetException($"{folder}: is a file; expected a folder of images.");
        if (!Directory.Exists(folder))
            throw new DatasetException($"{folder}: no such folder; expected a folder of images.");
        if (TryOpen(folder, maxPixels, out var others) is { } source)
            return source;
        var found = others == 0 ? "is empty" : $"holds no image among {others} files";
        throw new DatasetException($"{folder}: {found}; expected {ImageFormat.Accepted} files (by extension), in it or in folders below.");
    }

    /// <summary>Lists a folder's images, if it has any.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="maxPixels">As for <see cref="Open"/>.</param>
    /// <param name="others">The number of files that are no images.</param>
    internal static FolderImageSource? TryOpen(string folder, long? maxPixels, out long others)
    {
        _ = ImageLimits.MaxPixels; // a mistake in the environment must not look like damaged images
        var names = List(folder, out others);
        return names.Length == 0 ? null : new FolderImageSource(folder, names, maxPixels);
    }

    /// <inheritdoc/>
    public string NameOf(long index)
    {
        Check(index);
        return _names[index];
    }

    /// <inheritdoc/>
    public RgbImage? TryLoad(long index, in LoadOptions options)
    {
        Check(index);
        var path = Path.Combine(_folder, _names[index]);
        try
        {
            return ImageDecoder.Decode(path, options, _maxPixels);
        }
        catch (DatasetException e)
        {
            Skipped.Add(path, e.ReasonFor(path));
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    string IEncodedSource.MemberNameOf(long index) => NameOf(index);

    long IEncodedSource.LengthOf(long index)
    {
        try
        {
            return new FileInfo(Path.Combine(_folder, NameOf(index))).Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{Path.Combine(_folder, NameOf(index))}: cannot be read ({e.Message}).", e);
        }
    }

    byte[] IEncodedSource.ReadFile(long index) => ImageDecoder.ReadFile(Path.Combine(_folder, NameOf(index)));

    private static string[] List(string folder, out long others)
    {
        try
        {
            var files = new DirectoryInfo(folder)
                .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false })
                .Select(file => Path.GetRelativePath(folder, file.FullName).Replace('\\', '/'))
                .ToArray();
            var names = files.Where(ImageFormat.HasExtension).Order(StringComparer.Ordinal).ToArray();
            others = files.Length - names.Length;
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{folder}: cannot be listed ({e.Message}).", e);
        }
    }

    private void Check(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _names.Length);
    }
}
