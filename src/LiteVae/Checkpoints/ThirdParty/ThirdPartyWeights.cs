using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Models.Files.PyTorch;
using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Checkpoints.ThirdParty;

/// <summary>The third-party weights on this machine.</summary>
public static class ThirdPartyWeights
{
    /// <summary>Where they are: the environment's <c>LITEVAE_WEIGHTS</c>, otherwise <c>weights</c> in the user's cache.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("LITEVAE_WEIGHTS") is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : Path.Combine(CacheFolders.Root, "weights");

    /// <summary>Finds a file.</summary>
    /// <param name="name">A name of <see cref="ThirdPartyFiles"/>.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="ConfigException">The name is not known.</exception>
    /// <exception cref="CheckpointException">The file is not there; the message has the command that brings it.</exception>
    public static string Locate(string name)
    {
        Require(name);
        return PathOf(ThirdPartyFiles.Get(name));
    }

    /// <summary>Makes sure, before long work begins, that files are there.</summary>
    /// <param name="names">Names of <see cref="ThirdPartyFiles"/>.</param>
    /// <exception cref="ConfigException">A name is not known.</exception>
    /// <exception cref="CheckpointException">Files are not there; the message names all of them and the command that brings them.</exception>
    public static void Require(params IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        ThirdPartyFile[] missing = [.. names.Distinct().Select(ThirdPartyFiles.Get).Where(f => !File.Exists(PathOf(f)))];
        if (missing.Length == 0)
            return;
        var all = string.Join(' ', missing.Select(f => f.Name));
        throw new CheckpointException(
            $"{Folder}: third-party weights are missing: {string.Join(", ", missing.Select(f => $"{f.Name} ({f.Purpose})"))}. "
            + $"Bring them with \"litevae weights fetch {all}\" ({ByteCount.Describe(missing.Sum(f => f.Bytes))}), or from a file with \"litevae weights add {missing[0].Name} FILE\"");
    }

    /// <summary>Reads a file's tensors. No code in it is ever run.</summary>
    /// <param name="name">A name of <see cref="ThirdPartyFiles"/>.</param>
    /// <param name="prefix">Only tensors whose names begin so are read: a classifier is often larger than what is wanted.</param>
    /// <returns>Tensors by the file's names, on the CPU, owned by the caller.</returns>
    /// <exception cref="ConfigException">The name is not known.</exception>
    /// <exception cref="CheckpointException">The file is not there, or cannot be read; what is wrong with it is named.</exception>
    public static IReadOnlyDictionary<string, Tensor> Load(string name, string prefix = "")
    {
        var path = Locate(name);
        if (IsSafetensors(path))
        {
            using var file = SafetensorsFile.Open(path);
            return Read(file.Tensors.Keys, prefix, n => file.Read(n));
        }
        using var pickled = PyTorchFile.Open(path);
        return Read(pickled.Tensors.Keys, prefix, pickled.Read);
    }

    /// <summary>Gives a file's tensors to <paramref name="copy"/>, and frees them afterwards.</summary>
    /// <param name="name">A name of <see cref="ThirdPartyFiles"/>.</param>
    /// <param name="copy">Copies what it needs; it complains of tensors by an <see cref="ArgumentException"/>.</param>
    /// <param name="prefix">The prefix of tensor names, as for <see cref="Load"/>.</param>
    /// <exception cref="CheckpointException">As for <see cref="Load"/>, or the tensors do not fit; file and tensors are named.</exception>
    internal static void Copy(string name, Action<IReadOnlyDictionary<string, Tensor>> copy, string prefix = "")
    {
        var tensors = Load(name, prefix);
        try
        {
            copy(tensors);
        }
        catch (ArgumentException e)
        {
            var message = e.Message.Replace($" (Parameter '{e.ParamName}')", "", StringComparison.Ordinal);
            throw new CheckpointException($"{PathOf(ThirdPartyFiles.Get(name))}: {message}", e);
        }
        finally
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
        }
    }

    /// <summary>Where a file of weights is, or would be.</summary>
    /// <param name="file">One of <see cref="ThirdPartyFiles"/>.</param>
    public static string PathOf(ThirdPartyFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Path.Combine(Folder, file.FileName);
    }

    /// <summary>Bytes of an unfinished download that are kept for the next attempt; 0 where there is none.</summary>
    /// <param name="file">One of <see cref="ThirdPartyFiles"/>.</param>
    public static long PartialBytes(ThirdPartyFile file) => PartOf(file).Length;

    /// <summary>Downloads a file from its publisher, or the rest of one that has arrived in part, and verifies its SHA-256.</summary>
    /// <param name="file">One of <see cref="ThirdPartyFiles"/>.</param>
    /// <param name="client">Makes the requests.</param>
    /// <param name="progress">Told the bytes that have arrived, those of earlier attempts included; on the thread that receives them.</param>
    /// <param name="cancellationToken">Ends the download; what has arrived is kept.</param>
    /// <returns>The path of the file. Where it was there already, nothing is downloaded.</returns>
    /// <exception cref="CheckpointException">The server refuses, offers something else, or cannot be reached; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">The download was canceled.</exception>
    public static Task<string> DownloadAsync(
        ThirdPartyFile file, HttpClient client, Action<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(client);
        return new WeightsDownload(client).FetchAsync(file, progress ?? (_ => { }), cancellationToken);
    }

    /// <summary>Copies a file of the user's into the folder of weights.</summary>
    /// <param name="file">One of <see cref="ThirdPartyFiles"/>.</param>
    /// <param name="source">The path of the user's file.</param>
    /// <param name="verify">Whether it must be the published file, byte for byte; otherwise any PyTorch or safetensors file with tensors is taken.</param>
    /// <returns>The path of the copy.</returns>
    /// <exception cref="CheckpointException">There is no such file, or it is not what it should be.</exception>
    public static string Add(ThirdPartyFile file, string source, bool verify = true)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(source);
        return WeightsFolder.Add(file, source, verify);
    }

    internal static PartialFile PartOf(ThirdPartyFile file) => new(PathOf(file));

    /// <summary>Whether a file is a safetensors file by its first bytes: eight of the header's length, then JSON.</summary>
    internal static bool IsSafetensors(string path)
    {
        Span<byte> start = stackalloc byte[9];
        using var stream = File.OpenRead(path);
        return stream.ReadAtLeast(start, 9, throwOnEndOfStream: false) == 9 && start[8] == '{' && !start.StartsWith("PK"u8);
    }

    private static Dictionary<string, Tensor> Read(IEnumerable<string> names, string prefix, Func<string, Tensor> read)
    {
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            foreach (var name in names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)))
                tensors[name] = read(name);
            return tensors;
        }
        catch
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }
    }
}
