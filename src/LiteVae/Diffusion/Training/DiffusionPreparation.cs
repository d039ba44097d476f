using LiteVae.Checkpoints;
using LiteVae.Codec;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Shards;
using LiteVae.Data;
using LiteVae.Diffusion.LatentData;
using LiteVae.Diffusion.Recipes;
using LiteVae.Distributed;
using LiteVae.Inference;
using LiteVae.Runs.Description;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Ranks;
using LiteVae.Training;
using static TorchSharp.torch;

namespace LiteVae.Diffusion.Training;

/// <summary>Brings about what the training of a diffusion model needs: a first stage in the run folder, and latents. What is there already stays.</summary>
/// <param name="recipe">The recipe of the diffusion model.</param>
/// <param name="folder">Its run folder.</param>
/// <param name="device">Where the first stage is trained.</param>
/// <param name="observer">Follows the work.</param>
/// <param name="ranks">Those that share the work, and see the same folder.</param>
internal sealed class DiffusionPreparation(DiffusionRecipe recipe, RunFolder folder, Device device, IPreparationObserver observer, RankGroup ranks)
{
    private bool IsEncoded => TrainingImages.IsLatents(recipe.Data.Path);

    /// <summary>Checks what can be checked before anything is written.</summary>
    /// <exception cref="ConfigException">The recipe contradicts itself.</exception>
    /// <exception cref="CheckpointException">The first stage is missing, or it is not the one that encoded the latents.</exception>
    /// <exception cref="DatasetException">There are no images.</exception>
    public void Check()
    {
        if (recipe.FirstStage.Model is { } model)
        {
            var path = ModelLocation.Find(model);
            using var source = ModelSource.Open(path);
            if (source.Form != ModelForm.LiteVae) // a run keeps its first stage, and writes what it measured into it
                throw new CheckpointException($"{path}: is a model of another project; make a model file of it first: litevae import {model} --output MODEL");
            var factor = source.Header.Config.DownsamplingFactor;
            if (!IsEncoded && recipe.Data.Resolution % factor != 0)
                throw new ConfigException("data.resolution", $"expected a multiple of the first stage's factor {factor}; found {recipe.Data.Resolution}");
            if (IsEncoded)
                RequireFirstStage(path);
        }
        else if (IsEncoded)
        {
            throw new ConfigException("first_stage.model", $"{recipe.Data.Path} holds latents: name the first stage that encoded them, by which samples are decoded");
        }
        else
        {
            _ = FirstStageRecipe();
        }
        if (!IsEncoded)
            TrainingImages.Open(recipe).Dispose();
    }

    /// <summary>Trains the first stage and encodes the images, as far as that is not done. All ranks call this.</summary>
    /// <exception cref="OperationCanceledException">The work was ended; it can be gone on with.</exception>
    public void Prepare(CancellationToken cancellationToken)
    {
        if (!ranks.Communicator.Any(ranks.IsFirst && File.Exists(folder.FirstStage)))
            BringFirstStage(cancellationToken);
        if (ranks.Communicator.Any(ranks.IsFirst && !IsEncoded && !TrainingImages.IsLatents(folder.Latents)))
            Encode(cancellationToken);
    }

    /// <summary>Opens what was prepared.</summary>
    /// <returns>The latents and the first stage; both are the caller's.</returns>
    /// <exception cref="CheckpointException">The first stage is not the one that encoded the latents.</exception>
    public (LatentSet Latents, LatentCodec FirstStage) Open()
    {
        var codec = LatentCodec.Load(folder.FirstStage);
        try
        {
            if (IsEncoded)
                RequireFirstStage(folder.FirstStage);
            return (LatentSet.Open(IsEncoded ? recipe.Data.Path : folder.Latents), codec);
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }

    private void BringFirstStage(CancellationToken cancellationToken)
    {
        var trained = recipe.FirstStage.Model is null ? TrainFirstStage(cancellationToken) : null;
        ranks.Communicator.Together(() =>
        {
            if (!ranks.IsFirst)
                return;
            var source = trained ?? ModelLocation.Find(recipe.FirstStage.Model!);
            folder.Writing(() => AtomicFile.Write(folder.FirstStage, target =>
            {
                using var stream = File.OpenRead(source);
                stream.CopyTo(target);
            }));
        });
    }

    private string TrainFirstStage(CancellationToken cancellationToken)
    {
        var run = new RunFolder(folder.FirstStageRun);
        if (ranks.Communicator.Any(ranks.IsFirst && File.Exists(run.Model)))
            return run.Model;
        var training = observer.FirstStageTraining(run, recipe.FirstStage.Recipe);
        try
        {
            using var trainer = ranks.Communicator.Any(ranks.IsFirst && File.Exists(run.Config))
                ? Trainer.Resume(ranks.Communicator.Together(() => RecipeReader.Read(run.Config)), run, device, training, ranks.Communicator)
                : Trainer.Start(ranks.Communicator.Together(FirstStageRecipe), run, device, training, ranks.Communicator);
            return trainer.Run(cancellationToken).Outcome == RunOutcome.Finished ? run.Model
                : throw RankFailures.KnownToAll(new OperationCanceledException(cancellationToken)); // which all ranks have agreed on
        }
        finally
        {
            (training as IDisposable)?.Dispose();
        }
    }

    private Recipe FirstStageRecipe()
    {
        var first = RecipeReader.Read(recipe.FirstStage.Recipe);
        if (recipe.Data.Resolution % first.Model.DownsamplingFactor != 0)
            throw new ConfigException("data.resolution", $"expected a multiple of the first stage's factor {first.Model.DownsamplingFactor}; found {recipe.Data.Resolution}");
        return first with { Seed = recipe.Seed, Data = first.Data with { Path = recipe.Data.Path, Validation = null, Workers = recipe.Data.Workers } };
    }

    private void Encode(CancellationToken cancellationToken)
    {
        using var codec = ranks.Communicator.Together(() => LatentCodec.Load(folder.FirstStage));
        using var images = ranks.Communicator.FirstThenOthers(() => TrainingImages.Open(recipe));
        var options = new LatentSetOptions { FirstStage = ModelFile.Digest(folder.FirstStage), Resolution = recipe.Data.Resolution, Workers = recipe.Data.Workers };
        var encoder = new LatentSetEncoder(codec, images, options);
        encoder.Skipped += observer.Skipped;
        encoder.Encode(folder.Latents, new Progress(observer, images.Count!.Value), ranks.Communicator, cancellationToken);
    }

    private void RequireFirstStage(string path)
    {
        using var shards = LatentShards.Open(recipe.Data.Path);
        if (ModelFile.Digest(path) is var digest && digest != shards.Info.FirstStage)
            throw new CheckpointException($"{path}: is not the first stage that encoded {recipe.Data.Path}: its SHA-256 begins with {digest[..12]}, that of the latents with {shards.Info.FirstStage[..12]}");
    }

    private sealed class Progress(IPreparationObserver observer, long total) : IProgress<long>
    {
        public void Report(long value) => observer.Encoding(value, total);
    }
}
