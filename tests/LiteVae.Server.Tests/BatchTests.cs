using System.Net;
using LiteVae.Codec;
using LiteVae.Codec.Pixels;
using LiteVae.Data;
using LiteVae.Pictures;
using LiteVae.Server.Content;

namespace LiteVae.Server.Tests;

/// <summary>Requests are computed together where their latents have one size, and come out as alone.</summary>
public sealed class BatchTests
{
    // All have latents of 4x4 positions.
    private static readonly (int Width, int Height)[] s_sizes = [(32, 32), (30, 32), (32, 25), (32, 32)];

    [Fact]
    public async Task Pictures_are_encoded_together()
    {
        await using var service = await StartAsync();
        var answers = await TogetherAsync(service, "/v1/encode", Pictures(), "image/png", "application/x-npy");
        using var codec = LatentCodec.Load(service["tiny.safetensors"]);
        for (var i = 0; i < s_sizes.Length; i++)
        {
            var expected = codec.Encode(Waves(i).AsPicture()).Mean;
            var actual = Npy.Read(answers[i]).Values;
            Assert.Equal(expected.Length, actual.Length);
            // In another place of a batch last bits may differ.
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Fact]
    public async Task Latents_are_decoded_together()
    {
        await using var service = await StartAsync();
        using var codec = LatentCodec.Load(service["tiny.safetensors"]);
        Latents[] latents = [.. s_sizes.Select((_, i) => codec.Encode(Waves(i).AsPicture()))];
        var answers = await TogetherAsync(service, "/v1/decode", [.. latents.Select(FileOf)], "application/octet-stream", "image/png");
        for (var i = 0; i < s_sizes.Length; i++)
            AssertClose(codec.Decode(latents[i], PixelFormat.Rgb24).ToRgbImage(), ImageFile.Decode(answers[i]));
    }

    [Fact]
    public async Task Pictures_are_reconstructed_together()
    {
        await using var service = await StartAsync();
        var answers = await TogetherAsync(service, "/v1/reconstruct", Pictures(), "image/png", "image/png");
        using var codec = LatentCodec.Load(service["tiny.safetensors"]);
        for (var i = 0; i < s_sizes.Length; i++)
            AssertClose(codec.Reconstruct(Waves(i).AsPicture()).ToRgbImage(), ImageFile.Decode(answers[i]));
    }

    [Fact]
    public async Task A_damaged_picture_spoils_none_of_its_batch()
    {
        await using var service = await StartAsync();
        var bodies = Pictures();
        bodies[1] = bodies[1][..(bodies[1].Length / 2)];
        var answers = await AnswersAsync(service, "/v1/reconstruct", bodies, "image/png", "image/png");
        Assert.Equal([200, 422, 200, 200], answers.Select(StatusOf));
    }

    /// <summary>Its deadline is before the end of the wait.</summary>
    [Fact]
    public async Task Where_nobody_else_can_come_a_picture_does_not_wait_for_company()
    {
        await using var service = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await service.PostAsync("/v1/encode?deadline=5", Pictures()[0])).StatusCode);
    }

    // A batch waits for all: their heads are there before the first body.
    private static Task<Service> StartAsync() => Service.StartAsync((options, _) => options with { MaxBatch = s_sizes.Length, BatchWait = TimeSpan.FromSeconds(10) });

    private static async Task<byte[][]> TogetherAsync(Service service, string path, byte[][] bodies, string type, string accept)
    {
        var answers = await AnswersAsync(service, path, bodies, type, accept);
        Assert.All(answers, answer => Assert.Contains($"\r\nLiteVae-Batch: {bodies.Length}\r\n", answer, StringComparison.Ordinal));
        return [.. answers.Select(StalledRequest.BodyOf)];
    }

    private static async Task<string[]> AnswersAsync(Service service, string path, byte[][] bodies, string type, string accept)
    {
        var requests = await Task.WhenAll(bodies.Select(body => StalledRequest.StartAsync(service.Address, path, body, type, accept)));
        await service.AcceptedAsync(requests.Length);
        var answers = await Task.WhenAll(requests.Select(request => request.FinishAsync()));
        Array.ForEach(requests, request => request.Dispose());
        return answers;
    }

    private static int StatusOf(string answer) => int.Parse(answer.Split(' ')[1]);

    private static RgbImage Waves(int index) => TestPictures.Waves(s_sizes[index].Width, s_sizes[index].Height, index + 1);

    private static byte[][] Pictures() => [.. s_sizes.Select((_, i) => PngEncoder.Encode(Waves(i)))];

    private static byte[] FileOf(Latents latents)
    {
        using var file = new MemoryStream();
        LatentsFile.Write(file, [("any", latents)]);
        return file.ToArray();
    }

    private static void AssertClose(RgbImage expected, RgbImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.All(expected.Pixels.Zip(actual.Pixels), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }
}
