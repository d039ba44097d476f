using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Evaluation.Candidates;
using LiteVae.Inference;
using LiteVae.Runs.Folders;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Cli.Verbs.Evaluate;

/// <summary>The models of an evaluation, side by side in memory. Owns them.</summary>
internal sealed class EvaluationModels : IDisposable
{
    private readonly List<Autoencoder> _models = [];
    private readonly List<LiteVaeCodec> _prepared = [];

    /// <param name="request">Names them, and says how they compute.</param>
    /// <param name="device">Where they go.</param>
    public EvaluationModels(EvaluateRequest request, Device device)
    {
        // A wrong name is found before the first is loaded.
        if (!request.Raw)
            _ = request.Models.Select(m => ModelLocation.Find(m.Path)).ToArray();
        try
        {
            List<ICandidate> candidates = [];
            for (var i = 0; i < request.Models.Count; i++)
            {
                var (name, path) = request.Models[i];
                var model = request.Raw ? RawModel.Load(path, device) : ModelFile.Load(ModelLocation.Find(path), device);
                _models.Add(model);
                if (request.Cost)
                    Costs[i] = [.. request.Resolutions.Select(r => ModelCost.Of(model.Config, r ?? 256))];
                var codec = LiteVaeCodec.Create(model, new() { Precision = request.Precision });
                _prepared.Add(codec);
                candidates.Add(new AutoencoderCandidate(name, codec, request.Sample, (ulong)request.Seed));
            }
            if (request.Codecs)
                candidates.AddRange(CodecCandidate.Baselines());
            Candidates = candidates;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The models, then the codecs.</summary>
    public IReadOnlyList<ICandidate> Candidates { get; }

    /// <summary>The precision in which all models compute, on one device: never <see cref="InferencePrecision.Auto"/>.</summary>
    public InferencePrecision Precision => _prepared[0].Precision;

    /// <summary>By a candidate's place: a cost for each resolution. Codecs have none.</summary>
    public Dictionary<int, IReadOnlyList<ModelCost>> Costs { get; } = [];

    /// <summary>Refuses what contradicts itself.</summary>
    /// <exception cref="ConfigException">Statistics are to be saved, but not of a model file's own weights or of one pass.</exception>
    public static void CheckStatistics(EvaluateRequest request)
    {
        if (!request.SaveStatistics)
            return;
        if (request.Raw)
            throw new ConfigException("--save-stats", "writes into model files, which hold the averaged weights; --raw measures others");
        if (request.Resolutions.Count > 1)
            throw new ConfigException("--save-stats", "takes statistics at one resolution; --resolutions names several");
    }

    public void Dispose()
    {
        _prepared.ForEach(c => c.Dispose());
        _models.ForEach(m => m.Dispose());
    }
}
