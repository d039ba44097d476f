using System.Security.Cryptography;
using System.Text;
using LiteVae.Codec.Configuration;

namespace LiteVae.Server.Security;

/// <summary>The API keys that are accepted, as SHA-256 of each: the file holds no key that could be used.</summary>
/// <remarks>A plain hash is enough for keys that are random and long; docs/serving.md says how to make one.</remarks>
internal sealed class ApiKeys
{
    private readonly (string Name, byte[] Hash)[] _keys;

    private ApiKeys((string, byte[])[] keys) => _keys = keys;

    /// <summary>Reads a file: on each line a name and the hexadecimal SHA-256 of its key; # begins a comment.</summary>
    /// <exception cref="ConfigException">The file cannot be read, or a line is of another form.</exception>
    public static ApiKeys Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException("api-keys", $"{path} cannot be read: {e.Message}");
        }
        List<(string, byte[])> keys = [];
        foreach (var (index, line) in lines.Index())
        {
            var parts = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length == 0)
                continue;
            // The line itself may be a key that was put there by mistake: it is not repeated.
            if (parts is not [var name, { Length: 2 * SHA256.HashSizeInBytes } hash] || !hash.All(char.IsAsciiHexDigit))
                throw new ConfigException("api-keys", $"{path}, line {index + 1}: expected a name and the 64 hexadecimal digits of a key's SHA-256");
            keys.Add((name, Convert.FromHexString(hash)));
        }
        return keys.Count > 0 ? new ApiKeys([.. keys]) : throw new ConfigException("api-keys", $"{path} has no keys");
    }

    /// <summary>The name of a key, found in a time that does not depend on the key.</summary>
    /// <returns>Null where it is none of those accepted.</returns>
    public string? NameOf(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        string? found = null;
        foreach (var (name, accepted) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, accepted))
                found = name;
        }
        return found;
    }
}
