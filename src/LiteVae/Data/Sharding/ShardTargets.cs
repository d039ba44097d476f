using LiteVae.Codec.Configuration;
using LiteVae.Data.Shards;

namespace LiteVae.Data.Sharding;

/// <summary>The tars that a pattern has room for, and the checks before anything is written.</summary>
internal sealed class ShardTargets
{
    private readonly string _pattern;

    private ShardTargets(string pattern, IReadOnlyList<string> paths) => (_pattern, Paths) = (pattern, paths);

    /// <summary>The tars, in order.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>The folders that they are in.</summary>
    public IEnumerable<string> Folders => Paths.Select(p => Path.GetDirectoryName(Path.GetFullPath(p))!).Distinct(StringComparer.Ordinal);

    /// <summary>Expands a pattern.</summary>
    /// <exception cref="ConfigException">It is malformed, names something other than tars, or one twice.</exception>
    public static ShardTargets Of(string pattern)
    {
        var paths = BraceExpansion.Expand(pattern);
        if (paths.Count == 0 || paths.FirstOrDefault(p => !p.EndsWith(ShardPaths.Extension, StringComparison.OrdinalIgnoreCase)) is not null)
            throw new ConfigException(pattern, $"expected names of tars, such as train-{{000000..000099}}{ShardPaths.Extension}");
        return paths.Distinct(StringComparer.Ordinal).Count() == paths.Count ? new ShardTargets(pattern, paths) : throw new ConfigException(pattern, "means the same tar twice");
    }

    /// <summary>Refuses tars that are there already, and those that the images come from.</summary>
    /// <exception cref="DatasetException">There is one.</exception>
    public void Check(IImageSource images, bool overwrite)
    {
        var sources = images is TarImageSource tars ? tars.Paths.Select(Path.GetFullPath).ToHashSet() : [];
        if (Paths.FirstOrDefault(p => sources.Contains(Path.GetFullPath(p))) is { } source)
            throw new DatasetException($"{source}: holds images that are to be put into tars; choose other names.");
        if (!overwrite && Paths.FirstOrDefault(File.Exists) is { } existing)
            throw new DatasetException($"{existing}: exists already; choose another name, or have it overwritten.");
        if (Paths.FirstOrDefault(Directory.Exists) is { } folder)
            throw new DatasetException($"{folder}: is a folder; a file name is expected.");
    }

    /// <summary>Refuses a pattern with fewer places than are needed.</summary>
    /// <param name="images">The images.</param>
    /// <param name="options">The limits of a tar.</param>
    /// <exception cref="ConfigException">There are too few.</exception>
    public void CheckRoom(IImageSource images, ShardingOptions options)
    {
        var count = images.Count!.Value;
        var needed = ((count - 1) / options.SamplesPerShard) + 1;
        if (options.WrittenFormat is null && images is IEncodedSource files && needed <= Paths.Count)
        {
            var bytes = 0L;
            for (var i = 0L; i < count && bytes / options.BytesPerShard < Paths.Count; i++)
                bytes += files.LengthOf(i);
            needed = Math.Max(needed, ((bytes - 1) / options.BytesPerShard) + 1);
        }
        if (needed > Paths.Count)
            throw TooFew($"{count} images need {(options.WrittenFormat is null ? "at least " : "")}{needed}, of at most {options.SamplesPerShard} samples and {options.BytesPerShard} bytes each");
    }

    /// <summary>What is said where places run out.</summary>
    /// <param name="reason">Why there are too few.</param>
    public ConfigException TooFew(string reason) => new(_pattern, $"has room for {Paths.Count} {(Paths.Count == 1 ? "tar" : "tars")}; {reason}");
}
