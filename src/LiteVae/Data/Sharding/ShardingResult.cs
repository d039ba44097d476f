namespace LiteVae.Data.Sharding;

/// <summary>What became of the images.</summary>
/// <param name="Shards">The tars, in order.</param>
/// <param name="Samples">The number of images in them.</param>
/// <param name="Bytes">Their size in bytes, together.</param>
/// <param name="Classes">The names of the classes, by number; empty where there are none.</param>
/// <param name="Skipped">The number of images that could not be read.</param>
public sealed record ShardingResult(IReadOnlyList<string> Shards, long Samples, long Bytes, IReadOnlyList<string> Classes, long Skipped);
