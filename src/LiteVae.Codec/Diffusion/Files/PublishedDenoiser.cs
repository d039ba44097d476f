using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Diffusion.Files;

/// <summary>The UNet of a released latent diffusion model, in a file by itself or within a whole checkpoint.</summary>
/// <remarks>Its tensors have the names of our diffusion model's file. That they fit the config has been checked; their data is read when asked for.</remarks>
public sealed class PublishedDenoiser : ITensorSource, IDisposable
{
    private const string Within = "model.diffusion_model.";

    // Latent diffusion keeps averages of the weights under their names without dots.
    private const string Averages = "model_ema.diffusion_model";
    private const string Start = "input_blocks.0.0.weight";

    private readonly TensorFiles _files;
    private readonly Dictionary<string, string> _names; // theirs by ours

    private PublishedDenoiser(TensorFiles files, DenoiserConfig config, bool raw)
    {
        _files = files;
        var theirs = files.Tensors;
        Prefix = theirs.ContainsKey(Within + Start) ? Within : "";
        if (!theirs.ContainsKey(Prefix + Start))
            throw new CheckpointException($"{files.Name}: has no UNet of latent diffusion: neither '{Start}' nor '{Within}{Start}'");
        _names = theirs.Keys.Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(n => n[Prefix.Length..]);
        if (!raw && _names.ToDictionary(n => n.Key, n => Averages + n.Key.Replace(".", "", StringComparison.Ordinal)) is var averages && averages.Values.All(theirs.ContainsKey))
            (_names, IsAveraged) = (averages, true);
        Tensors = _names.ToDictionary(n => n.Key, n => theirs[n.Value]);
        DenoiserNetwork.Check(config, this);
    }

    /// <summary>What the names of its tensors begin with in the source.</summary>
    public string Prefix { get; }

    /// <summary>Whether the weights are the average that training kept, which is what samples are drawn with.</summary>
    public bool IsAveraged { get; }

    /// <inheritdoc/>
    public string Name => _files.Name;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Opens a denoiser.</summary>
    /// <param name="path">A safetensors or PyTorch file, by itself or a whole checkpoint of latent diffusion.</param>
    /// <param name="config">The network that it is.</param>
    /// <param name="raw">Whether the weights are taken where there is an average of them as well.</param>
    /// <exception cref="CheckpointException">It is missing, malformed, or its tensors do not fit the config; all of them are named.</exception>
    public static PublishedDenoiser Open(string path, DenoiserConfig config, bool raw = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(config);
        config.ThrowIfInvalid();
        var files = TensorFiles.Open(path, path);
        try
        {
            return new PublishedDenoiser(files, config, raw);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Read(string name, Span<float> destination) =>
        _files.Read(_names.TryGetValue(name, out var theirs) ? theirs : throw new CheckpointException($"{Name}: no tensor '{name}' among its {_names.Count}"), destination);

    /// <summary>Writes a diffusion model's file, whole or not at all. The tensors keep their types and their bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">What it says of itself; its denoiser is the one that this was opened with.</param>
    /// <exception cref="Configuration.ConfigException">The header's config is invalid; every problem is named.</exception>
    /// <exception cref="CheckpointException">The tensors do not fit the header's denoiser, or the file cannot be written.</exception>
    public void Save(string path, DiffusionHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        header.Config.ThrowIfInvalid();
        DenoiserNetwork.Check(header.Config.Denoiser, this);
        SafetensorsFile.Write(path, _names.Select(n => new StoredTensor(n.Key, Tensors[n.Key], stream => _files.CopyTo(n.Value, stream))), header.ToMetadata());
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _files.Dispose();
}
