using System.Security.Cryptography;
using LiteVae.Checkpoints;
using LiteVae.Runs.Optimization;

namespace LiteVae.Runs.Ranks;

/// <summary>A few bytes that are equal for equal weights.</summary>
internal static class WeightDigest
{
    /// <summary>The digest of all parameters: 32 bytes.</summary>
    public static byte[] Of(IReadOnlyList<ParameterGroup> groups)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            foreach (var group in groups)
                TensorMemory.WriteTo(stream, group.Parameters.Values);
        }
        return hash.Hash!;
    }
}
