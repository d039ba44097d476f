using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Diffusion.LatentData;
using LiteVae.Distributed;
using static TorchSharp.torch;

namespace LiteVae.Tests.Diffusion;

public sealed class LatentSetTests
{
    [Fact]
    public void The_statistics_are_those_of_samples_of_the_posteriors()
    {
        using var folder = new LatentFolder(50);
        using var set = LatentSet.Open(folder.Root);
        for (var channel = 0; channel < 2; channel++)
        {
            double[] means = [.. folder.Pictures.SelectMany(p => p.Latents.Mean[(16 * channel)..(16 * channel + 16)]).Select(m => (double)m)];
            double[] variances = [.. folder.Pictures.SelectMany(p => p.Latents.LogVariance[(16 * channel)..(16 * channel + 16)]).Select(v => Math.Exp(v))];
            Assert.Equal(means.Average(), set.Scale.Mean[channel], 1e-9);
            // The law of total variance.
            var variance = means.Average(m => (m - means.Average()) * (m - means.Average())) + variances.Average();
            Assert.Equal(Math.Sqrt(variance), set.Scale.StandardDeviation[channel], 1e-9);
        }
    }

    [Fact]
    public void The_statistics_of_the_first_stages_file_come_first()
    {
        var scale = new LatentScale([1, 2], [3, 4]);
        using var folder = new LatentFolder(4, scale);
        using var set = LatentSet.Open(folder.Root);
        Assert.Equal(scale.Mean, set.Scale.Mean);
        Assert.Equal((folder.Pictures[2].Latents.Mean[20] - 2) / 4, set.ReadNormalizedMean(2)[20], 1e-6f);
    }

    [Fact]
    public void A_folder_without_latents_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<CheckpointException>(() => LatentSet.Open(folder.Root));
    }

    [Fact]
    public void Batches_are_a_function_of_the_seed_and_the_position()
    {
        using var folder = new LatentFolder(10, null, "a", "b", "c");
        using var set = LatentSet.Open(folder.Root);
        var whole = Read(set, position: 0, batches: 6);
        Assert.Equal(whole[12..], Read(set, position: 12, batches: 3));
        Assert.NotEqual(whole, Read(set, position: 0, batches: 6, seed: 1));
        Assert.Equal(10, whole[..10].Select(b => b.Picture).Distinct().Count()); // each once in an epoch
        Assert.Contains(whole, b => b.Mirrored);
        Assert.Contains(whole, b => !b.Mirrored);
        Assert.All(whole, b => Assert.Equal(b.Picture % 3, b.Label));

        (int Picture, bool Mirrored, int Label)[] Read(LatentSet latents, long position, int batches, ulong seed = 0)
        {
            using var scope = NewDisposeScope();
            using var loader = new LatentBatchLoader(latents, 4, seed, flip: true, labeled: true, workers: 2, position, CPU, RankShare.Whole);
            return [.. Enumerable.Range(0, batches).SelectMany(_ =>
            {
                var batch = loader.Next();
                var (mean, deviation, labels) = (batch[0], batch[1], batch[2]);
                return Enumerable.Range(0, 4).Select(i =>
                {
                    float[] values = [.. mean[i].contiguous().data<float>()];
                    var picture = Array.FindIndex(folder.Pictures, p => p.Latents.Mean.SequenceEqual(values));
                    var mirrored = picture < 0;
                    if (mirrored)
                        picture = Array.FindIndex(folder.Pictures, p => p.Mirrored.Mean.SequenceEqual(values));
                    var expected = mirrored ? folder.Pictures[picture].Mirrored : folder.Pictures[picture].Latents;
                    Assert.Equal(Math.Exp(0.5 * expected.LogVariance[7]), deviation[i].contiguous().data<float>()[7], 1e-6);
                    return (picture, mirrored, (int)labels[i].item<long>());
                }).ToArray();
            })];
        }
    }

    [Fact]
    public void The_nearest_picture_of_a_latent_of_the_set_is_itself()
    {
        using var folder = new LatentFolder(10);
        using var set = LatentSet.Open(folder.Root);
        var nearest = new NearestLatents(set, flip: true);
        Assert.True(nearest.IsComplete);
        Assert.Equal((7, true, 0), nearest.Find(set.ReadNormalizedMean(7, mirrored: true)));
        float[] moved = [.. set.ReadNormalizedMean(3).Select(v => v + 0.1f)];
        var (index, mirrored, distance) = nearest.Find(moved);
        Assert.Equal((3, false), (index, mirrored));
        Assert.Equal(0.1, distance, 1e-5);
    }
}
