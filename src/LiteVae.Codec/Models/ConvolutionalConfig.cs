using LiteVae.Codec.Configuration;
using static System.FormattableString;

namespace LiteVae.Codec.Models;

/// <summary>The rules that all networks of residual blocks share.</summary>
internal static class ConvolutionalConfig
{
    public static IEnumerable<ConfigProblem> Validate(int channels, IReadOnlyList<int> multipliers, int resBlocks)
    {
        if (channels is < 4 or > 4096)
            yield return new ConfigProblem("channels", $"expected 4 to 4096; found {channels}");
        if (multipliers.Count is 0 or > 8)
            yield return new ConfigProblem("multipliers", $"expected 1 to 8 of them; found {multipliers.Count}");
        if (multipliers.Any(m => m is < 1 or > 64))
            yield return new ConfigProblem("multipliers", $"expected numbers from 1 to 64; found [{string.Join(",", multipliers)}]");
        if (resBlocks is < 1 or > 16)
            yield return new ConfigProblem("res_blocks", $"expected 1 to 16; found {resBlocks}");
    }

    /// <summary>Attention stands at levels that exist: a level i works at factor 2^i.</summary>
    public static IEnumerable<ConfigProblem> ValidateAttention(IReadOnlyList<int> factors, int levels)
    {
        var known = Enumerable.Range(0, Math.Clamp(levels, 0, 8)).Select(level => 1 << level).ToArray();
        if (factors.Any(f => !known.Contains(f)) || factors.Distinct().Count() != factors.Count)
            yield return new ConfigProblem("attention_factors", $"expected some of [{string.Join(",", known)}]; found [{string.Join(",", factors)}]");
    }

    public static IEnumerable<ConfigProblem> ValidateDropout(double dropout)
    {
        if (dropout is < 0 or >= 1 or double.NaN)
            yield return new ConfigProblem("dropout", Invariant($"expected at least 0 and below 1; found {dropout}"));
    }
}
