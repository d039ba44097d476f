namespace LiteVae.Data.Shards;

/// <summary>How far the indices of a set of tars are, which are made when it is opened for the first time.</summary>
/// <param name="Done">The number of tars that have been gone through.</param>
/// <param name="Total">The number of tars that had no index.</param>
/// <param name="Current">The tar that was finished last.</param>
public sealed record ShardIndexingProgress(int Done, int Total, string Current);
