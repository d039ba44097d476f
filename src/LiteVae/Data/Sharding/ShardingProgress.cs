namespace LiteVae.Data.Sharding;

/// <summary>How far the images are.</summary>
/// <param name="Images">The number of images that are done, skipped ones included.</param>
/// <param name="Shards">The number of finished tars.</param>
/// <param name="Bytes">The number of bytes that have been written.</param>
public sealed record ShardingProgress(long Images, int Shards, long Bytes);
