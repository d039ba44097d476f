using System.Globalization;
using System.Text.RegularExpressions;

namespace LiteVae.Codec.Shards;

/// <summary>The names of a data set's files, and of the tensors in them.</summary>
internal static partial class ShardNames
{
    /// <summary>The file that lists the shards and their tensors.</summary>
    public const string Index = "index.json";

    public const string Mean = "mean";
    public const string LogVariance = "logvar";
    public const string MirroredMean = "mean_mirrored";
    public const string MirroredLogVariance = "logvar_mirrored";
    public const string Label = "label";

    /// <summary>The metadata key of what a shard was made from.</summary>
    public const string Fingerprint = "fingerprint";

    /// <summary>"latents-00002-of-00004.safetensors".</summary>
    public static string File(int shard, int shards) => string.Create(CultureInfo.InvariantCulture, $"latents-{shard:00000}-of-{shards:00000}.safetensors");

    /// <summary>The number of shards that a shard's file name tells; null for other files.</summary>
    public static int? ShardsOf(string file) => Pattern().Match(file) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    /// <summary>"mean.2000": of the pictures from number 2000 of the data set on.</summary>
    public static string Tensor(string name, int firstPicture) => string.Create(CultureInfo.InvariantCulture, $"{name}.{firstPicture}");

    [GeneratedRegex(@"^latents-[0-9]{5}-of-([0-9]{5,9})\.safetensors$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
