using System.Runtime.InteropServices;
using LiteVae.Codec.Interchange.Diffusers;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks;

namespace LiteVae.Codec.Interchange;

/// <summary>An autoencoder opened for reading, whoever wrote it: our model file, diffusers' folder or file, or CompVis's.</summary>
/// <remarks>
/// Its tensors have the names of our model file. That they fit the config has been checked; their data is read when asked for, so that the
/// autoencoder within a whole Stable Diffusion checkpoint costs no more than by itself. Safe to use from several threads.
/// </remarks>
public sealed class ModelSource : ITensorSource, IDisposable
{
    private readonly TensorFiles _files;
    private readonly IReadOnlyDictionary<string, PublishedTensor> _names;

    private ModelSource(string path, TensorFiles files, ModelHeader header, PublishedTensors published, string? configPath)
    {
        (Path, _files, Header, ConfigPath) = (path, files, header, configPath);
        (Form, Prefix, _names, LeftAlone) = (published.Form, published.Prefix, published.Names, published.LeftAlone);
        Tensors = _names.ToDictionary(n => n.Key, n => n.Value.Info);
        AutoencoderNetworks.Check(header.Config, this);
    }

    /// <summary>The file or folder, as it was named.</summary>
    public string Path { get; }

    /// <summary>Whose form it is.</summary>
    public ModelForm Form { get; }

    /// <summary>The config, and the scale of the latents where the source tells it.</summary>
    public ModelHeader Header { get; }

    /// <summary>The config.json that the config was read from; null where it is in the model file, or was found from the tensors' shapes.</summary>
    public string? ConfigPath { get; }

    /// <summary>What the names of the autoencoder's tensors begin with in the files: "first_stage_model." within a whole checkpoint, mostly nothing.</summary>
    public string Prefix { get; }

    /// <summary>The number of tensors in the files that are no part of the autoencoder.</summary>
    public int LeftAlone { get; }

    /// <summary>The files that hold the tensors.</summary>
    public IReadOnlyList<string> Files => _files.Paths;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <inheritdoc/>
    string ITensorSource.Name => Path;

    /// <summary>Opens a model.</summary>
    /// <param name="path">
    /// A model file; the name of a shipped model (<see cref="ShippedModels"/>); a folder of diffusers, with config.json, or a pipeline's folder that has it under <c>vae</c>; or a file of weights with
    /// the names of diffusers or CompVis: .safetensors, an index of several, or PyTorch's .bin, .ckpt, .pt.
    /// </param>
    /// <param name="config">A config.json of diffusers; null for the one in the folder, or beside a file with diffusers' names, or else the shapes of the tensors.</param>
    /// <exception cref="CheckpointException">It is missing, malformed, or of a kind that is not supported: the message says what it is.</exception>
    public static ModelSource Open(string path, string? config = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        path = ShippedModels.Resolve(path);
        if (Directory.Exists(path))
        {
            return DiffusersFolder.IsOne(path)
                ? OpenFiles(path, DiffusersFolder.OpenWeights(path), config ?? DiffusersFolder.ConfigOf(path))
                : throw new CheckpointException($"{path}: is a folder without {DiffusersFolder.Config}; expected a model file or a folder of diffusers");
        }
        return OpenFiles(path, path.EndsWith(".index.json", StringComparison.Ordinal) ? DiffusersFolder.OpenShards(path) : TensorFiles.Open(path, path), config);
    }

    /// <summary>Whether a folder holds a model as diffusers writes it, or a pipeline that has one.</summary>
    public static bool IsDiffusersFolder(string path) => Directory.Exists(path) && DiffusersFolder.IsOne(path);

    /// <summary>A model in a file that is open already; it belongs to the source from now on.</summary>
    internal static ModelSource Of(SafetensorsFile file) => OpenFiles(file.Path, TensorFiles.Of(file), null);

    /// <inheritdoc/>
    public void Read(string name, Span<float> destination) => _files.Read(Find(name).Name, destination);

    /// <summary>Writes the model as our model file, whole or not at all. The tensors keep their types and their bytes.</summary>
    /// <exception cref="CheckpointException">The file cannot be written.</exception>
    public void Save(string path) => SafetensorsFile.Write(path, _names.Keys.Select(name => Stored(name, name, Tensors[name].Shape)), Header.ToMetadata());

    /// <summary>Writes the model as our model file, whole or not at all, with all tensors of one type.</summary>
    /// <param name="path">The file.</param>
    /// <param name="type">float32, or float16, which halves the size: each number is rounded to the nearest, by at most 2^-11 of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another type.</exception>
    /// <exception cref="CheckpointException">The file cannot be written, or a number is too large for float16.</exception>
    public void Save(string path, TensorType type)
    {
        if (type is not (TensorType.Float32 or TensorType.Float16))
            throw new ArgumentOutOfRangeException(nameof(type), type, "Models are written in float32 or float16.");
        SafetensorsFile.Write(path, _names.Keys.Select(name => new StoredTensor(name, new TensorInfo(type, Tensors[name].Shape), stream => WriteAs(type, name, stream))), Header.ToMetadata());
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => _files.Dispose();

    /// <summary>A tensor as it is to be written.</summary>
    /// <param name="name">Our name.</param>
    /// <param name="written">The name that it will have.</param>
    /// <param name="shape">The shape that it will have, of as many elements.</param>
    internal StoredTensor Stored(string name, string written, long[] shape)
    {
        var tensor = Find(name);
        return new StoredTensor(written, new TensorInfo(tensor.Info.Type, shape), stream => _files.CopyTo(tensor.Name, stream));
    }

    private void WriteAs(TensorType type, string name, Stream stream)
    {
        var values = new float[Tensors[name].Count];
        Read(name, values);
        if (type == TensorType.Float32)
        {
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            return;
        }
        var halves = new Half[values.Length];
        TensorTypes.ToHalf(values, halves);
        for (var i = 0; i < values.Length; i++)
        {
            if (Half.IsInfinity(halves[i]) && float.IsFinite(values[i]))
                throw new CheckpointException(FormattableString.Invariant($"{Path}: '{name}' has the number {values[i]}, which float16 cannot hold (at most 65504)"));
        }
        stream.Write(MemoryMarshal.AsBytes(halves.AsSpan()));
    }

    private static ModelSource OpenFiles(string path, TensorFiles files, string? config)
    {
        try
        {
            if (files.Single is { } file && (file.Metadata.GetValueOrDefault("format") ?? "").StartsWith(ModelHeader.Format, StringComparison.Ordinal))
                return OpenModelFile(path, files, file, config);
            if (PublishedTensors.Find(files) is not { } published)
            {
                throw new CheckpointException($"{path} is {(files.Single is null ? "a file of tensors" : "a safetensors file")}, but not a LiteVae model: its metadata has no "
                    + $"\"format\": \"{ModelHeader.Format}\" and \"config\". Nor is it an autoencoder of diffusers or CompVis: it has no 'encoder.conv_in.weight'.");
            }
            config ??= published.Form == ModelForm.Diffusers ? DiffusersFolder.ConfigBeside(path) : null;
            var header = config is null ? PublishedHeader.Of(files, published) : DiffusersConfig.ReadFile(config);
            return new ModelSource(path, files, header, published, config);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    private static ModelSource OpenModelFile(string path, TensorFiles files, SafetensorsFile file, string? config)
    {
        if (config is not null)
            throw new CheckpointException($"{path}: is a LiteVae model, which has its config within; {config} does not go with it");
        var names = file.Tensors.ToDictionary(t => t.Key, t => new PublishedTensor(t.Key, t.Value));
        return new ModelSource(path, files, ModelHeader.Read(file), new PublishedTensors(ModelForm.LiteVae, "", names, 0), null);
    }

    private PublishedTensor Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _names.TryGetValue(name, out var tensor) ? tensor : throw new CheckpointException($"{Path}: no tensor '{name}' among its {_names.Count}");
    }
}
