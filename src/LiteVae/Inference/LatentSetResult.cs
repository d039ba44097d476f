namespace LiteVae.Inference;

/// <summary>What became of the pictures of a data set of latents.</summary>
/// <param name="Encoded">The number of pictures in the data set.</param>
/// <param name="Shards">The number of its files.</param>
/// <param name="ShardsKept">The number of files that were there already, from an earlier run.</param>
/// <param name="Missing">The names of the pictures that could not be encoded, in this run or an earlier one.</param>
public sealed record LatentSetResult(long Encoded, int Shards, int ShardsKept, IReadOnlyList<string> Missing);
