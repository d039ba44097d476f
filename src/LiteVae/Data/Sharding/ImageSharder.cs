using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Data.Decoding;
using LiteVae.Data.Loading;
using LiteVae.Data.Shards;

namespace LiteVae.Data.Sharding;

/// <summary>Puts images into tars as WebDataset reads them, each with an index beside it.</summary>
/// <remarks>
/// The tars depend on the images and the options alone: neither on the number of workers nor on the time. Each appears under its name once it is
/// complete. Class numbers and JSON of images that come from tars are taken along.
/// </remarks>
/// <param name="images">The images: a folder's or those of tars.</param>
/// <param name="options">How they are put into tars.</param>
public sealed class ImageSharder(IImageSource images, ShardingOptions options)
{
    // Images that are read and encoded ahead of the one that is written, for each worker.
    private const int Ahead = 4;

    private readonly IEncodedSource _files = images as IEncodedSource
        ?? throw new ArgumentException("Images in files are expected: of a folder, or of tars.", nameof(images));

    /// <summary>Called with the name of each image that cannot be read, and why.</summary>
    public event Action<string, string>? Skipped;

    /// <summary>Writes the tars.</summary>
    /// <param name="output">Their names: <c>train-{000000..000099}.tar</c>. As many are written as are needed.</param>
    /// <param name="progress">Told after each image.</param>
    /// <param name="cancellationToken">Ends the work: finished tars stay, the one under way is dropped.</param>
    /// <exception cref="ConfigException">The names are malformed, there are fewer than needed, or an option is out of range.</exception>
    /// <exception cref="DatasetException">A tar is there already, or cannot be written, not one image can be read, or labels are missing.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public ShardingResult Write(string output, IProgress<ShardingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        CheckOptions();
        var targets = ShardTargets.Of(output);
        targets.Check(images, options.Overwrite);
        targets.CheckRoom(images, options);
        var labels = SampleLabels.Of(images, options.FolderLabels);
        try
        {
            var replaces = targets.Paths.Any(File.Exists);
            foreach (var folder in targets.Folders.Where(Directory.Exists))
                LeftoverFiles.Remove(folder, SearchOption.TopDirectoryOnly);
            var common = ShardPaths.CommonFolder(targets.Paths);
            NameClasses(common, labels.Names, replaces);
            var result = WriteShards(targets, labels, progress, cancellationToken);
            if (ShardPaths.CommonFolder(result.Shards) is var read && read != common) // where fewer tars were needed, in fewer folders
                NameClasses(read, labels.Names, replaces);
            return result;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{output}: cannot be written ({e.Message}).", e);
        }
    }

    // Names of an earlier set, whose tars are replaced, would be taken for those of the new numbers.
    private static void NameClasses(string folder, IReadOnlyList<string> names, bool replaces)
    {
        if (folder.Length == 0)
            return;
        if (names.Count > 0)
            ClassNames.Write(folder, names);
        else if (replaces)
            DeleteIfThere(Path.Combine(folder, ClassNames.FileName));
    }

    private static void DeleteIfThere(string path)
    {
        if (File.Exists(path)) // deleting refuses a folder that is missing
            File.Delete(path);
    }

    private ShardingResult WriteShards(ShardTargets targets, SampleLabels labels, IProgress<ShardingProgress>? progress, CancellationToken cancellationToken)
    {
        using var samples = new SampleQueue(Samples(labels, cancellationToken).GetEnumerator());
        var written = new List<string>();
        var (count, bytes) = (0L, 0L);
        while (samples.Peek() is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (written.Count == targets.Paths.Count)
                throw targets.TooFew($"these are full after {count} images of {images.Count}. They stay; the others need more names");
            var path = targets.Paths[written.Count];
            TarShardWriter? writer = null;
            AtomicFile.Write(path, stream =>
            {
                using (writer = new TarShardWriter(path, stream))
                {
                    while (writer.Samples < options.SamplesPerShard && samples.Peek() is { } next
                        && (writer.Samples == 0 || writer.Length + TarShardWriter.SizeOf(next) <= options.BytesPerShard))
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        writer.Add(next);
                        samples.Take();
                        progress?.Report(new ShardingProgress(samples.Images, written.Count, bytes + writer.Length));
                    }
                }
            });
            var stamp = TarStamp.Of(path);
            TarIndexStore.Keep(path, writer!.Index(stamp));
            written.Add(path);
            (count, bytes) = (count + writer.Samples, bytes + stamp.Length);
            progress?.Report(new ShardingProgress(samples.Images, written.Count, bytes));
        }
        if (count == 0)
            throw new DatasetException($"{images.Description}: not one of them can be read{(images.Skipped.Named is [var first, ..] ? $"; the first: {first.Path}: {first.Reason}" : ".")}");
        foreach (var old in targets.Paths.Skip(written.Count)) // of an earlier set of the same names, which would be read with this one
        {
            DeleteIfThere(old);
            DeleteIfThere(old + TarIndexStore.Extension);
        }
        return new ShardingResult(written, count, bytes, labels.Names, images.Count!.Value - count);
    }

    // One after the other, however many are being read and encoded: a key depends on those before it.
    private IEnumerable<ShardSample?> Samples(SampleLabels labels, CancellationToken cancellationToken)
    {
        var keys = new SampleKeys();
        using var prefetcher = new Prefetcher<long, (string Extension, byte[] Image, byte[]? Json, string? Error)>(
            Order(), (index, _) => Load(index), options.Workers, Ahead * options.Workers, "litevae shard");
        foreach (var index in Order())
        {
            if (!prefetcher.TryNext(out var item, cancellationToken))
                throw new InvalidOperationException("The loader ended before the images.");
            if (item.Error is { } error)
            {
                Skipped?.Invoke(images.NameOf(index), error);
                yield return null;
            }
            else
            {
                yield return new ShardSample(keys.Next(_files.MemberNameOf(index)), item.Extension, item.Image, labels.Of(index), item.Json);
            }
        }
    }

    private IEnumerable<long> Order()
    {
        var count = images.Count!.Value;
        var shuffled = new Permutation(count, options.ShuffleSeed ?? 0);
        for (var place = 0L; place < count; place++)
            yield return options.ShuffleSeed is null ? place : shuffled.At(place);
    }

    private (string Extension, byte[] Image, byte[]? Json, string? Error) Load(long index)
    {
        var name = images.NameOf(index);
        try
        {
            var (file, extension) = (_files.ReadFile(index), Path.GetExtension(name).TrimStart('.').ToLowerInvariant());
            if (options.WrittenFormat is { } format)
                (file, extension) = (ShardImageEncoder.Encode(name, file, format, options.ShortSide, options.Quality), ShardImageEncoder.ExtensionOf(format));
            else if (!ImageFormat.IsAccepted(file))
                throw new DatasetException(file.Length == 0 ? "is empty" : $"is not a {ImageFormat.Accepted} image");
            return (extension, file, _files.ReadJson(index), null);
        }
        catch (DatasetException e)
        {
            var reason = e.ReasonFor(name);
            images.Skipped.Add(name, reason);
            return ("", [], null, reason);
        }
    }

    private void CheckOptions()
    {
        if (options.SamplesPerShard is < 1 or > ShardingOptions.MaxSamples)
            throw new ConfigException("samples per shard", $"expected 1 to {ShardingOptions.MaxSamples}; found {options.SamplesPerShard}");
        if (options.BytesPerShard < 1)
            throw new ConfigException("bytes per shard", $"expected at least 1; found {options.BytesPerShard}");
        if (options.ShortSide < 1)
            throw new ConfigException("short side", $"expected at least 1; found {options.ShortSide}");
        if (options.Quality is < 1 or > 100)
            throw new ConfigException("quality", $"expected 1 to 100; found {options.Quality}");
        if (options.Workers < 1)
            throw new ConfigException("workers", $"expected at least 1; found {options.Workers}");
    }

    /// <summary>The samples, of which the next one can be looked at before it is taken.</summary>
    private sealed class SampleQueue(IEnumerator<ShardSample?> samples) : IDisposable
    {
        private ShardSample? _next;

        /// <summary>The number of images that were asked for, skipped ones included, without the one that is looked at.</summary>
        public long Images { get; private set; }

        public ShardSample? Peek()
        {
            while (_next is null && samples.MoveNext())
            {
                _next = samples.Current;
                if (_next is null)
                    Images++;
            }
            return _next;
        }

        public void Take()
        {
            _next = null;
            Images++;
        }

        public void Dispose() => samples.Dispose();
    }
}
