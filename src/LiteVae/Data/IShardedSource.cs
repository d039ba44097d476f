namespace LiteVae.Data;

/// <summary>A source whose images lie one after the other in large files, so that neighbors are best read together.</summary>
internal interface IShardedSource
{
    /// <summary>The number of images of each file; the images of a file follow each other, and files follow each other.</summary>
    IReadOnlyList<int> ShardSizes { get; }

    /// <summary>Tells which images will soon be asked for, in place of what was told before. Returns at once.</summary>
    /// <param name="runs">First image and number of images of each run of neighbors; a run lies within one file.</param>
    void ReadAhead(IReadOnlyList<(long First, int Count)> runs);
}
