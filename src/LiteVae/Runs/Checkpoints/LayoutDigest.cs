using System.Security.Cryptography;
using System.Text;
using LiteVae.Runs.Optimization;

namespace LiteVae.Runs.Checkpoints;

/// <summary>A digest of the names and shapes of all parameters: checkpoints fit only the networks that they were written by.</summary>
internal static class LayoutDigest
{
    public static string Of(IEnumerable<ParameterGroup> groups)
    {
        var text = string.Join('\n', groups.SelectMany(g => g.Layout).Select(p => $"{p.Name} {string.Join(',', p.Shape)}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
