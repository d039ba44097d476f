using System.Runtime.InteropServices;
using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Codec;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Diffusion.Samplers;
using LiteVae.Codec.Inspection;
using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Models.Files.PyTorch;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Data;
using LiteVae.Data.Loading;
using LiteVae.Data.Procedural;
using LiteVae.Diffusion;
using LiteVae.Diffusion.Denoisers;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Baselines;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Distributions;
using LiteVae.Evaluation.Generation;
using LiteVae.Evaluation.Latents;
using LiteVae.Evaluation.Similarity;
using LiteVae.Experiments;
using LiteVae.Inference;
using LiteVae.Losses;
using LiteVae.Losses.Perceptual;
using LiteVae.Onnx;
using LiteVae.Pictures;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;
using LiteVae.Runtime;
using LiteVae.Training;
using TorchSharp;

namespace LiteVae.EntryPoints;

/// <summary>What a process calls first, by name. Each takes a folder with model.safetensors, weights.pt, picture.png, pictures/ and recipe.yaml.</summary>
internal static class Calls
{
    public static IEnumerable<KeyValuePair<string, Action<string>>> All => WithTorch.Concat(WithoutTorch).Concat(Hosts).Concat(RankCalls.All);

    /// <summary>Members of public types that need libtorch: "Type" for a constructor, "Type.Member" for others.</summary>
    public static IReadOnlyDictionary<string, Action<string>> WithTorch { get; } = new Dictionary<string, Action<string>>
    {
        ["Denoiser.Create"] = _ => Denoiser.Create(new DitConfig { Width = 8, Heads = 1, Depth = 1 }).Dispose(),
        ["TorchRuntime.EnsureLoaded"] = _ => TorchRuntime.EnsureLoaded(),
        ["TorchRuntime.Threads"] = _ => Require(TorchRuntime.Threads > 0),
        ["ModelFile.Load"] = folder => ModelFile.Load(Model(folder)).Dispose(),
        ["Autoencoder"] = folder => new Autoencoder(ModelFile.ReadConfig(Model(folder))).Dispose(),
        ["ModelSummary.Describe"] = folder => ModelSummary.Parameters(new Autoencoder(ModelFile.ReadConfig(Model(folder)))),
        ["ModelCost.Of"] = folder => Require(ModelCost.Of(ModelFile.ReadConfig(Model(folder)), 64).EncoderParameters > 0),
        ["SafetensorsTensors.Read"] = folder =>
        {
            using var file = SafetensorsFile.Open(Model(folder));
            using var tensor = file.Read(file.Tensors.Keys.First());
        },
        ["PyTorchTensors.Read"] = folder =>
        {
            using var file = PyTorchFile.Open(Path.Combine(folder, "weights.pt"));
            using var tensor = file.Read(file.Tensors.Keys.First());
        },
        ["ThirdPartyWeights.Load"] = folder =>
        {
            Environment.SetEnvironmentVariable("LITEVAE_WEIGHTS", folder);
            try
            {
                _ = ThirdPartyWeights.Load("vgg16");
            }
            catch (CheckpointException)
            {
                // The weights are not here.
            }
        },
        ["Lpips.FromWeights"] = folder =>
        {
            Environment.SetEnvironmentVariable("LITEVAE_WEIGHTS", folder);
            try
            {
                Lpips.FromWeights(PerceptualNetwork.Squeeze).Dispose();
            }
            catch (CheckpointException)
            {
                // The weights are not here: to have said so needs no libtorch.
                TorchRuntime.EnsureLoaded();
            }
        },
        ["ReconstructionObjective"] = _ => new ReconstructionObjective(new LossConfig(), torch.ScalarType.Float32, torch.CPU).Dispose(),
        ["LiteVaeCodec.Load"] = ReadmeExample,
        ["LiteVaeCodec.Create"] = folder => LiteVaeCodec.Create(new Autoencoder(ModelFile.ReadConfig(Model(folder)))).Dispose(),
        ["RawModel.Load"] = folder =>
        {
            try
            {
                RawModel.Load(folder).Dispose();
            }
            catch (CheckpointException)
            {
                // The folder is no run.
            }
        },
        ["Trainer.Start"] = folder =>
        {
            using var observer = new CompositeObserver();
            using var trainer = Trainer.Start(RecipeReader.Read(Path.Combine(folder, "recipe.yaml")), new RunFolder(Path.Combine(folder, "run")), torch.CPU, observer);
        },
        ["Trainer.Lengthen"] = folder =>
        {
            var run = new RunFolder(Path.Combine(folder, "longer"));
            Directory.CreateDirectory(run.Root);
            File.Copy(Path.Combine(folder, "recipe.yaml"), run.Config);
            using var observer = new CompositeObserver();
            using var trainer = Trainer.Lengthen(run, 100, torch.CPU, observer);
        },
        ["BatchLoader"] = folder =>
        {
            using var source = FolderImageSource.Open(Path.Combine(folder, "pictures"));
            using var loader = new BatchLoader(source, new BatchPlan(new DataPhase(16, 2, 2)), seed: 1, workers: 1, flip: false);
            loader.Next().Images.Dispose();
        },
        ["ImageTensors.ToTensor"] = folder => ImageTensors.ToTensor(Picture(folder)).Dispose(),
        ["SubbandPicture.Of"] = folder => SubbandPicture.Of(Picture(folder)),
        ["LatentPicture.Of"] = _ => LatentPicture.Of(new ChannelPlanes(new float[20], 5, 2, 2)),
        ["Psnr.Of"] = folder => Require(Psnr.Of(Picture(folder), Picture(folder)) > 90),
        ["Ssim.Of"] = folder => Require(Ssim.Of(Picture(folder), Picture(folder)) > 0.99),
        ["FrechetStatistics"] = _ => new FrechetStatistics(8).Dispose(),
        ["KernelInceptionDistance"] = _ => new KernelInceptionDistance(8).AddReference(torch.rand(4, 8)),
        ["MaximumMeanDiscrepancy"] = _ => new MaximumMeanDiscrepancy(4),
        ["LatentStatistics"] = _ => new LatentStatistics(4),
        ["HaarCodec"] = folder => Baseline(new CodecCandidate("haar", 8, new HaarCodec(keepDetails: true).Reconstruct), folder),
        ["DownscaleCodec"] = folder => Baseline(new CodecCandidate("downscale", 8, new DownscaleCodec(2).Reconstruct), folder),
        ["CodecCandidate"] = folder => Baseline(new CodecCandidate("none", 8, images => images.clone()), folder),
        ["CodecCandidate.Baselines"] = folder => Baseline(CodecCandidate.Baselines()[0], folder),
        ["ReconstructionEvaluator.Evaluate"] = folder =>
        {
            using var source = FolderImageSource.Open(Path.Combine(folder, "pictures"));
            _ = ReconstructionEvaluator.Evaluate(CodecCandidate.Baselines(), source, new EvaluationOptions { Metrics = ["psnr"] });
        },
        ["DiffusionFile.Load"] = folder => DiffusionFile.Load(DiffusionModel(folder)).Dispose(),
        ["DiffusionEvaluator.Evaluate"] = folder =>
        {
            var path = DiffusionModel(folder);
            using var pipeline = DiffusionPipeline.Load(path, new DiffusionPipelineOptions { FirstStage = Model(folder), AnyFirstStage = true });
            var options = new DiffusionEvaluationOptions
            {
                Data = "procedural",
                Generation = new GenerationOptions { Sampler = new SamplerOptions { Steps = 1 } },
                Evaluation = new GenerationEvaluationOptions { Samples = 2, Metrics = ["fid_random"] },
            };
            Require(DiffusionEvaluator.Evaluate(pipeline, options).Metrics["fid_random"] >= 0);
        },
        ["Reproduction.Run"] = folder =>
        {
            var file = Path.Combine(folder, "experiment.yaml");
            File.WriteAllText(file, "{id: costs, title: Costs, source: none, measures: [cost], rows: [{name: only}], quick: {base: quickstart, images: 2, resolutions: [16]}}");
            var options = new ReproductionOptions { Output = Path.Combine(folder, "reproduced"), Device = torch.CPU };
            Require(Reproduction.Run(Experiment.Read(file), options, new SilentReproduction()).Rows.Count == 1);
        },
        ["MachineSpeed.Measure"] = _ => Require(MachineSpeed.Measure().MultiplicationsPerSecond > 0),
        ["FolderComparison.Evaluate"] = folder =>
        {
            using var source = FolderImageSource.Open(Path.Combine(folder, "pictures"));
            _ = FolderComparison.Evaluate("same", source, source, new EvaluationOptions { Metrics = ["psnr"] });
        },
    };

    /// <summary>Members that must not load libtorch.</summary>
    public static IReadOnlyDictionary<string, Action<string>> WithoutTorch { get; } = new Dictionary<string, Action<string>>
    {
        ["ModelFile.ReadConfig"] = folder => Require(ModelFile.ReadConfig(Model(folder)).LatentChannels == 4),
        ["ImageFile.Load"] = folder => Require(Picture(folder).Width == 32),
        ["ImageFile.Decode"] = folder => Require(ImageFile.Decode(WebpEncoder.Encode(Picture(folder))).Width == 32),
        ["JpegEncoder.Encode"] = folder => Require(ImageFile.ReadSize(JpegEncoder.Encode(Picture(folder))) == (32, Picture(folder).Height)),
        ["ImageFile.Save"] = folder => ImageFile.Save(Path.Combine(folder, "written.png"), new RgbImage(4, 4)),
        ["ContactSheet.Draw"] = folder => ContactSheet.Draw([], [new ContactSheetRow("a", [Picture(folder)])]),
        ["ProceduralImageSource"] = _ => new ProceduralImageSource(1, 32).TryLoad(0, new LoadOptions(32, false, false, 1)),
        ["Presets.Get"] = _ => Presets.Get("litevae-s"),
        ["OnnxExporter.Export"] = folder => Require(OnnxExporter.Export(Model(folder), Path.Combine(folder, "onnx")).Count == 2),
        ["ModelSource.Open"] = folder =>
        {
            using var model = ModelSource.Open(Model(folder));
            model.Save(Path.Combine(folder, "saved.safetensors"));
        },
        ["DiffusionPresetConfig.Resolve"] = _ => Require(DiffusionPresetConfig.Resolve("ldm-faces", [4, 32, 32], "schedule.steps=10").Schedule.Steps == 10),
        ["TorchInstallation.Find"] = _ => Require(TorchInstallation.Find().Library is not null),
        ["RecipeReader.Read"] = folder => RecipeReader.Read(Path.Combine(folder, "recipe.yaml")),
        ["Experiment.Read"] = _ => Require(Experiment.Read(Experiment.Shipped[0]).OutlineAt(ExperimentScale.Quick).Rows > 1),
        ["ThirdPartyFiles.All"] = _ => Require(ThirdPartyFiles.All.Count > 0),
        ["ThirdPartyWeights.PartialBytes"] = _ => Require(ThirdPartyWeights.PartialBytes(ThirdPartyFiles.All[0]) >= 0),
        ["ProcessTuning.Apply"] = _ => ProcessTuning.Apply(),
        ["Hardware.Processor"] = _ => Require(Hardware.Processor.Contains("cores")),
        ["CodecRuntime.Threads"] = _ => Require(CodecRuntime.Threads > 0),
    };

    /// <summary>What hosts of several kinds do.</summary>
    public static IReadOnlyDictionary<string, Action<string>> Hosts { get; } = new Dictionary<string, Action<string>>
    {
        ["host with a resolver of its own"] = HostWithResolver,
        ["host that sets a resolver afterwards"] = folder =>
        {
            _ = ModelFile.ReadConfig(Model(folder));
            NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (_, _, _) => 0);
        },
        ["CUDA that does not load"] = _ => Console.WriteLine(TorchRuntime.CudaLoadFailure),
        ["several threads"] = folder => Parallel.For(0, 8, _ => ModelFile.Load(Model(folder)).Dispose()),
    };

    private static string DiffusionModel(string folder)
    {
        var config = new DiffusionConfig { Denoiser = new DitConfig { Channels = 4, Width = 8, Heads = 1, Depth = 1 }, LatentShape = [4, 2, 2] };
        var path = Path.Combine(folder, "diffusion.safetensors");
        using var denoiser = Denoiser.Create(config.Denoiser);
        DiffusionFile.Save(path, denoiser, new DiffusionHeader(config, new LatentScale([0, 0, 0, 0], [1, 1, 1, 1])));
        return path;
    }

    private static string Model(string folder) => Path.Combine(folder, "model.safetensors");

    private static RgbImage Picture(string folder) => ImageFile.Load(Path.Combine(folder, "picture.png"));

    private static void ReadmeExample(string folder)
    {
        using var codec = LiteVaeCodec.Load(Model(folder));
        var picture = Picture(folder);
        using var latents = codec.Encode(picture);
        var decoded = codec.Decode(latents.Mean, picture.Width, picture.Height);
        ImageFile.Save(Path.Combine(folder, "decoded.png"), decoded);
    }

    private static void Baseline(ICandidate candidate, string folder)
    {
        using var source = FolderImageSource.Open(Path.Combine(folder, "pictures"));
        _ = ReconstructionEvaluator.Evaluate([candidate], source, new EvaluationOptions { Metrics = ["psnr"], Resolution = 32 });
    }

    // As an application does that ships libtorch in a place of its own; here its resolver finds what LiteVae has found elsewhere.
    private static void HostWithResolver(string folder)
    {
        var asked = new HashSet<string>();
        NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (name, _, _) =>
        {
            asked.Add(name);
            return Environment.GetEnvironmentVariable("HOST_BINDINGS") is { Length: > 0 } path && name == "LibTorchSharp" ? NativeLibrary.Load(path) : 0;
        });
        ReadmeExample(folder);
        Require(asked.Contains("LibTorchSharp"));
    }

    private static void Require(bool condition)
    {
        if (!condition)
            throw new InvalidOperationException("The call gave another answer than expected.");
    }
}
