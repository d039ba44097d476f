using LiteVae.Data;
using LiteVae.Data.Sharding;

namespace LiteVae.Cli.Verbs.Bench;

/// <summary>Procedural images as files of a folder and in tars, made for a measurement and removed with it.</summary>
internal sealed class BenchFiles : IDisposable
{
    private const int ImagesPerTar = 1000;

    private readonly string _root = Directory.CreateTempSubdirectory("litevae-bench-").FullName;

    /// <summary>Makes the images.</summary>
    /// <param name="session">Shows progress, and ends the work.</param>
    /// <param name="count">The number of images.</param>
    /// <param name="side">Their side in pixels.</param>
    public BenchFiles(Session session, int count, int side)
    {
        try
        {
            using var images = ImageSources.Open(ImageSources.Procedural, 0, side);
            using (var progress = session.Terminal.StartProgress(count))
            {
                var done = 0;
                Parallel.For(0, count, new ParallelOptions { CancellationToken = session.CancellationToken }, i =>
                {
                    ImageFile.Save(Path.Combine(Folder, $"{i / ImagesPerTar:0000}", $"{i:0000000}.png"), images.TryLoad(i, default)!);
                    progress.Report(Interlocked.Increment(ref done), "images made");
                });
            }
            using var files = ImageSources.OpenStored(Folder);
            new ImageSharder(files, new ShardingOptions { SamplesPerShard = ImagesPerTar }).Write(Path.Combine(Tars, "{0000..9999}.tar"), null, session.CancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder of files.</summary>
    public string Folder => Path.Combine(_root, "files");

    /// <summary>The folder of tars.</summary>
    public string Tars => Path.Combine(_root, "tars");

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
