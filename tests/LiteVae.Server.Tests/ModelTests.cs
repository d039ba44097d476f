using System.Net;
using System.Text.Json;
using LiteVae.Codec;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models.Files;
using LiteVae.Pictures;
using LiteVae.Server.Content;

namespace LiteVae.Server.Tests;

public sealed class ModelTests
{
    private static readonly byte[] s_picture = TestPictures.Png(24, 24);

    [Fact]
    public async Task Models_are_loaded_when_they_are_asked_for_and_put_away_for_memory()
    {
        await using var service = await StartWithTwoAsync(memoryMiB: 0);
        Assert.Equal([("tiny", true), ("other", false)], await LoadedAsync(service));
        Assert.Equal(Expected(service["other.safetensors"]), await EncodeAsync(service, "other"));
        Assert.Equal([("tiny", false), ("other", true)], await LoadedAsync(service));
        Assert.Equal(Expected(service["tiny.safetensors"]), await EncodeAsync(service, "tiny"));
        Assert.Equal([("tiny", true), ("other", false)], await LoadedAsync(service));
    }

    [Fact]
    public async Task Models_that_fit_into_the_memory_stay()
    {
        await using var service = await StartWithTwoAsync(memoryMiB: 1000);
        await EncodeAsync(service, "other");
        Assert.Equal([("tiny", true), ("other", true)], await LoadedAsync(service));
        var model = (await ModelsAsync(service))[0];
        Assert.Equal((4, 8, true), (model.GetProperty("latent_channels").GetInt32(), model.GetProperty("downsampling_factor").GetInt32(), model.GetProperty("has_scale").GetBoolean()));
        Assert.Equal(new FileInfo(service["tiny.safetensors"]).Length, model.GetProperty("file_bytes").GetInt64());
    }

    [Fact]
    public async Task A_file_that_changed_is_taken_over_and_no_request_fails()
    {
        await using var service = await Service.StartAsync((options, _) => options with { MaxBatch = 1 });
        var before = Expected(service["tiny.safetensors"]);
        TinyModels.WriteAutoencoder(service["tiny.safetensors"], seed: 2);
        var after = Expected(service["tiny.safetensors"]);
        Assert.NotEqual(before, after);
        await Service.EventuallyAsync(async () =>
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => EncodeAsync(service, "tiny")));
            Assert.All(answers, latent => Assert.True(latent.SequenceEqual(before) || latent.SequenceEqual(after)));
            return answers[^1].SequenceEqual(after);
        });
    }

    [Fact]
    public async Task A_file_that_became_damaged_leaves_the_loaded_model_in_service()
    {
        await using var service = await Service.StartAsync();
        var before = Expected(service["tiny.safetensors"]);
        await File.WriteAllTextAsync(service["damaged"], "no model");
        File.Move(service["damaged"], service["tiny.safetensors"], overwrite: true);
        for (var i = 0; i < 5; i++)
            Assert.Equal(before, await EncodeAsync(service, "tiny"));
    }

    [Fact]
    public async Task A_model_whose_file_is_gone_is_unavailable()
    {
        await using var service = await StartWithTwoAsync(memoryMiB: 0);
        File.Delete(service["other.safetensors"]);
        await Service.RequireProblemAsync(await service.PostAsync("/v1/encode?model=other", s_picture), 503, "model-unavailable");
        Assert.Equal(Expected(service["tiny.safetensors"]), await EncodeAsync(service, "tiny"));
    }

    [Fact]
    public async Task What_cannot_be_served_ends_the_start_with_every_mistake()
    {
        using var folder = new TemporaryFolder();
        var model = new ServedModel("a", TinyModels.WriteAutoencoder(folder["m.safetensors"]));
        var mistakes = await Assert.ThrowsAsync<ConfigException>(() => LiteVaeServer.StartAsync(new ServerOptions { Models = [model, model], Urls = ["ftp://x"], Workers = 0, MaxBatch = 0 }));
        Assert.Equal(4, mistakes.Problems.Count);
        var options = new ServerOptions { Models = [new("a", folder["missing.safetensors"])], Urls = ["http://127.0.0.1:0"] };
        Assert.Contains("missing.safetensors", (await Assert.ThrowsAsync<CheckpointException>(() => LiteVaeServer.StartAsync(options))).Message);
        await using var first = await LiteVaeServer.StartAsync(options with { Models = [model] });
        var taken = await Assert.ThrowsAsync<IOException>(() => LiteVaeServer.StartAsync(options with { Models = [model], Urls = [first.Addresses[0]] }));
        Assert.Contains(first.Addresses[0], taken.Message);
    }

    private static Task<Service> StartWithTwoAsync(long memoryMiB) => Service.StartAsync((options, path) => options with
    {
        Models = [.. options.Models, new ServedModel("other", TinyModels.WriteAutoencoder(path("other.safetensors"), seed: 2))],
        ModelMemoryMiB = memoryMiB,
    });

    private static float[] Expected(string model)
    {
        using var codec = LatentCodec.Load(model);
        return codec.Encode(TestPictures.Waves(24, 24).AsPicture()).Mean;
    }

    private static async Task<float[]> EncodeAsync(Service service, string model)
    {
        var answer = await service.PostAsync($"/v1/encode?model={model}", s_picture, accept: "application/x-npy");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Npy.Read(await answer.Content.ReadAsByteArrayAsync()).Values;
    }

    private static async Task<JsonElement[]> ModelsAsync(Service service) =>
        [.. JsonDocument.Parse(await service.Client.GetStringAsync(new Uri("/v1/models", UriKind.Relative))).RootElement.GetProperty("models").EnumerateArray()];

    private static async Task<(string?, bool)[]> LoadedAsync(Service service) =>
        [.. (await ModelsAsync(service)).Select(m => (m.GetProperty("name").GetString(), m.GetProperty("loaded").GetBoolean()))];
}
