using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LiteVae.Data.Shards;

namespace LiteVae.Data.Sharding;

/// <summary>Gives each image of a set a key of its own, which WebDataset's readers take apart as it was meant.</summary>
/// <remarks>A key is the image's path without its extension; other dots of the base name become underscores, as a key ends at the first one.</remarks>
internal sealed class SampleKeys
{
    // 64 bits of each key: where two keys have them in common, one gets a number that it would not need.
    private readonly HashSet<ulong> _taken = [];
    private readonly Dictionary<ulong, int> _nextNumbers = []; // of keys that came several times

    /// <summary>The key of the next image.</summary>
    /// <param name="name">Its path.</param>
    public string Next(string name)
    {
        var safe = SampleName.Safe(name);
        var start = safe.LastIndexOf('/') + 1;
        var stem = Path.GetFileNameWithoutExtension(safe).Replace('.', '_');
        var key = safe[..start] + (stem.Length == 0 ? "_" : stem);
        var hash = HashOf(key);
        if (_taken.Add(hash))
            return key;
        for (var number = _nextNumbers.GetValueOrDefault(hash, 2); ; number++)
        {
            var numbered = string.Create(CultureInfo.InvariantCulture, $"{key}~{number}");
            if (!_taken.Add(HashOf(numbered)))
                continue;
            _nextNumbers[hash] = number + 1;
            return numbered;
        }
    }

    private static ulong HashOf(string key) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
