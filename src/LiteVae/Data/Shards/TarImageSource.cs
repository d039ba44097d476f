using LiteVae.Data.Decoding;
using LiteVae.Pictures;

namespace LiteVae.Data.Shards;

/// <summary>The images in tars: WebDataset's shards, or any other. They are read where they lie, and nothing is extracted.</summary>
/// <remarks>
/// Files of one path up to the first dot of the base name, one after the other, are a sample; its image is the file whose extension says so.
/// Where each image lies is found in one pass and kept in an index file beside each tar. Tars that are cut give what precedes the cut, and
/// what is passed over is told by <see cref="Skipped"/>.
/// </remarks>
public sealed class TarImageSource : IImageSource, IShardedSource, ILabeledSource, IEncodedSource
{
    private readonly string _root;
    private readonly IReadOnlyList<string> _paths;
    private readonly int[] _counts;
    private readonly long[] _ends;
    private readonly long? _maxPixels;
    private readonly OpenShards _shards;
    private readonly ReadAheadThread _readAhead;

    private TarImageSource(string description, IReadOnlyList<string> paths, long? maxPixels)
    {
        (_paths, _root, _maxPixels) = (paths, ShardPaths.CommonFolder(paths), maxPixels);
        ClassNames = Shards.ClassNames.Read(_root);
        _counts = ShardCatalog.Count(paths, Skip, Indexing);
        _ends = new long[_counts.Length];
        var total = 0L;
        for (var shard = 0; shard < _counts.Length; shard++)
            _ends[shard] = total += _counts[shard];
        if (total == 0)
            throw new DatasetException($"{description}: no image in {(paths.Count == 1 ? "this tar" : $"these {paths.Count} tars")}; expected {ImageFormat.Accepted} files (by extension).");
        Description = $"{description}: {total} {(total == 1 ? "image" : "images")} in {paths.Count} {(paths.Count == 1 ? "tar" : "tars")}";
        _shards = new OpenShards(paths, _counts);
        _readAhead = new ReadAheadThread(_shards, Locate);
    }

    /// <summary>Told about the making of indices when tars are opened for the first time, where that takes more than a second. Called from several threads, one at a time.</summary>
    public static event Action<ShardIndexingProgress>? Indexing;

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public long? Count => _ends[^1];

    /// <inheritdoc/>
    public SkippedImages Skipped { get; } = new();

    /// <summary>The names of the classes by number, from a file <c>classes.json</c> beside the tars; empty where there is none.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    IReadOnlyList<int> IShardedSource.ShardSizes => _counts;

    internal IReadOnlyList<string> Paths => _paths;

    internal ReadAheadThread AheadReader => _readAhead;

    internal OpenShards OpenedShards => _shards;

    /// <summary>Opens tars. Indices that are missing are made, which reads each tar's headers once.</summary>
    /// <param name="path">A tar, a folder of tars, or several: <c>train-{000000..000099}.tar</c>, separated by commas or <c>::</c>.</param>
    /// <param name="maxPixels">The largest number of pixels of an image that is not skipped; null: <c>LITEVAE_MAX_PIXELS</c>, or 500,000,000.</param>
    /// <exception cref="Codec.Configuration.ConfigException">The pattern is malformed.</exception>
    /// <exception cref="DatasetException">A tar is missing, cannot be read, is compressed or no tar, or there is no image.</exception>
    public static TarImageSource Open(string path, long? maxPixels = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _ = ImageLimits.MaxPixels; // a mistake in the environment must not look like damaged images
        var paths = Directory.Exists(path) ? ShardPaths.In(path) : File.Exists(path) ? [path] : ShardPaths.Of(path);
        if (paths.Count > 0)
            return new TarImageSource(path, paths, maxPixels);
        throw new DatasetException(Directory.Exists(path) && ShardPaths.RefusalOfCompressed(path) is { } refusal ? refusal : $"{path}: holds no tar.");
    }

    /// <inheritdoc/>
    /// <remarks>The tar's path relative to the folder that all tars have in common, then the path within the tar.</remarks>
    public string NameOf(long index) => Within(index, (shard, file, image) => $"{RelativePath(shard)}/{file.Index.NameOf(image)}");

    /// <summary>The class number of an image, from the <c>.cls</c> file of its sample; null: there is none.</summary>
    /// <exception cref="DatasetException">The file does not hold a class number.</exception>
    public int? LabelOf(long index) => Within(index, (_, file, image) => file.Index.LabelOf(image) switch
    {
        TarIndex.NoLabel => (int?)null,
        TarIndex.DamagedLabel => throw new DatasetException($"{file.Path}: the .cls file of {file.Index.NameOf(image)} does not hold a class number."),
        var label => label,
    });

    /// <inheritdoc/>
    public RgbImage? TryLoad(long index, in LoadOptions options)
    {
        var (shard, image) = Locate(index);
        var name = _paths[shard]; // until the index says how the image is called: a tar that is gone is counted once
        ShardFile? file = null;
        try
        {
            file = _shards.Use(shard);
            name = $"{file.Path}/{file.Index.NameOf(image)}";
            return ImageDecoder.Decode(name, Read(file, file.Index.ImageOf(image)), options, _maxPixels);
        }
        catch (DatasetException e)
        {
            Skipped.Add(name, e.ReasonFor(name));
            return null;
        }
        finally
        {
            file?.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _readAhead.Dispose();
        _shards.Dispose();
    }

    void IShardedSource.ReadAhead(IReadOnlyList<(long First, int Count)> runs) => _readAhead.Begin(runs);

    string IEncodedSource.MemberNameOf(long index) => Within(index, (_, file, image) => file.Index.NameOf(image));

    long IEncodedSource.LengthOf(long index) => Within(index, (_, file, image) => file.Index.ImageOf(image).Length);

    byte[] IEncodedSource.ReadFile(long index) => Within(index, (_, file, image) => Read(file, file.Index.ImageOf(image)));

    byte[]? IEncodedSource.ReadJson(long index) => Within(index, (_, file, image) => file.Index.JsonOf(image) is { } json ? Read(file, json) : null);

    private static byte[] Read(ShardFile file, (long Offset, int Length) place)
    {
        var bytes = new byte[place.Length];
        file.Read(place.Offset, bytes);
        return bytes;
    }

    // Safe as a part of a path also where the tars have no folder in common, as the name of a drive stands before it.
    private string RelativePath(int shard)
    {
        var path = Path.GetFullPath(_paths[shard]);
        return SampleName.Safe(_root.Length == 0 ? path : Path.GetRelativePath(_root, path).Replace('\\', '/'));
    }

    private (int Shard, int Image) Locate(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _ends[^1]);
        var shard = Array.BinarySearch(_ends, index + 1);
        if (shard < 0)
            shard = ~shard;
        while (shard > 0 && _ends[shard - 1] == _ends[shard]) // tars without an image
            shard--;
        return (shard, (int)(index - (_ends[shard] - _counts[shard])));
    }

    private T Within<T>(long index, Func<int, ShardFile, int, T> read)
    {
        var (shard, image) = Locate(index);
        var file = _shards.Use(shard);
        try
        {
            return read(shard, file, image);
        }
        finally
        {
            file.Release();
        }
    }

    private void Skip(int shard, IReadOnlyList<SkippedImage> problems)
    {
        foreach (var (path, reason) in problems)
            Skipped.Add(path.Length == 0 ? _paths[shard] : $"{_paths[shard]}/{path}", reason);
    }
}
