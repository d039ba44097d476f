using System.Security.Cryptography;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Models.Files.PyTorch;

namespace LiteVae.Checkpoints.ThirdParty;

/// <summary>Whether a file is the one that was published.</summary>
internal static class WeightsVerification
{
    /// <summary>What tells a file from the published one; null where it is that one, byte for byte.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? Difference(string path, ThirdPartyFile published)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 20);
        if (stream.Length != published.Bytes)
            return $"it has {stream.Length} bytes, the published file {published.Bytes}";
        var digest = Convert.ToHexStringLower(SHA256.HashData(stream));
        return digest == published.Sha256 ? null : $"its SHA-256 is {digest}, the published file's {published.Sha256}";
    }

    /// <summary>Makes sure that a file holds tensors at all.</summary>
    /// <exception cref="CheckpointException">It is neither a PyTorch nor a safetensors file, or damaged.</exception>
    public static void RequireTensors(string path)
    {
        var count = ThirdPartyWeights.IsSafetensors(path) ? CountSafetensors(path) : CountPickled(path);
        if (count == 0)
            throw new CheckpointException($"{path}: holds no tensors");
    }

    private static int CountSafetensors(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Tensors.Count;
    }

    private static int CountPickled(string path)
    {
        using var file = PyTorchFile.Open(path);
        return file.Tensors.Count;
    }
}
