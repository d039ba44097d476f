using LiteVae.Data.Procedural;
using LiteVae.Data.Shards;

namespace LiteVae.Data;

/// <summary>Finds the source that a user's words mean.</summary>
public static class ImageSources
{
    /// <summary>The word that means procedural images.</summary>
    public const string Procedural = "procedural";

    /// <summary>What is accepted, for messages and help.</summary>
    public const string Accepted = "a folder of images or of tars, a tar, several as train-{000000..000099}.tar, or \"" + Procedural + "\"";

    /// <summary>Opens a set of images.</summary>
    /// <param name="path">
    /// A folder of images; a folder of tars, where it holds no images; a tar; several tars as <c>train-{000000..000099}.tar</c>, or separated by
    /// commas or <c>::</c>; or "procedural".
    /// </param>
    /// <param name="seed">Chooses the procedural images; others do not use it.</param>
    /// <param name="size">Side in pixels at which procedural images are composed; others do not use it.</param>
    /// <exception cref="DatasetException">The path is missing, is another kind of file, or holds no image.</exception>
    /// <exception cref="Codec.Configuration.ConfigException">The pattern of several tars is malformed.</exception>
    public static IImageSource Open(string path, ulong seed, int size)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path == Procedural ? new ProceduralImageSource(seed, size) : OpenStored(path);
    }

    /// <summary>Opens a set of images in files: everything that <see cref="Open"/> accepts but procedural ones.</summary>
    /// <param name="path">See <see cref="Open"/>.</param>
    /// <exception cref="DatasetException">The path is missing, is another kind of file, or holds no image.</exception>
    /// <exception cref="Codec.Configuration.ConfigException">The pattern of several tars is malformed.</exception>
    public static IImageSource OpenStored(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return FolderImageSource.TryOpen(path, null, out _) ?? (IImageSource?)TryOpenTars(path) ?? FolderImageSource.Open(path);
        if (File.Exists(path))
            return ShardPaths.IsTar(path) ? TarImageSource.Open(path) : FolderImageSource.Open(path);
        return BraceExpansion.IsPattern(path) ? TarImageSource.Open(path) : throw new DatasetException($"{path}: no such folder; expected {Accepted}.");
    }

    /// <summary>The same words with whole paths, which mean the same in another working folder.</summary>
    /// <param name="path">See <see cref="Open"/>.</param>
    public static string Absolute(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path == Procedural ? path
            : Path.Exists(path) || !BraceExpansion.IsPattern(path) ? Path.GetFullPath(path)
            : string.Join("::", BraceExpansion.Split(path).Select(Path.GetFullPath));
    }

    private static TarImageSource? TryOpenTars(string folder) =>
        ShardPaths.In(folder).Count > 0 || ShardPaths.RefusalOfCompressed(folder) is not null ? TarImageSource.Open(folder) : null;
}
