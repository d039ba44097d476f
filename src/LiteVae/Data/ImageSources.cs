using LiteVae.Data.Procedural;

namespace LiteVae.Data;

/// <summary>Finds the source that a user's words mean.</summary>
public static class ImageSources
{
    /// <summary>The word that means procedural images.</summary>
    public const string Procedural = "procedural";

    /// <summary>Opens a set of images.</summary>
    /// <param name="path">A folder of images, or "procedural".</param>
    /// <param name="seed">Chooses the procedural images; folders do not use it.</param>
    /// <param name="size">Side in pixels at which procedural images are composed; folders do not use it.</param>
    /// <exception cref="DatasetException">The path is missing, is a file, or holds no image.</exception>
    public static IImageSource Open(string path, ulong seed, int size)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path == Procedural ? new ProceduralImageSource(seed, size) : OpenFolder(path);
    }

    private static FolderImageSource OpenFolder(string path)
    {
        if (!Path.Exists(path))
            throw new DatasetException($"{path}: no such folder; expected a folder of images, or \"{Procedural}\".");
        return FolderImageSource.Open(path);
    }
}
