using LiteVae.Pictures;

namespace LiteVae.Load.Scenarios;

/// <summary>Good and bad requests, each with the status that must be answered.</summary>
internal static class MixedWork
{
    private static readonly int[] s_sides = [48, 64, 130];

    /// <summary>Requests that are answered with 200, and always with the same content.</summary>
    /// <param name="service">Makes the latents that are sent to be decoded.</param>
    public static async Task<IReadOnlyList<WorkItem>> GoodAsync(ServiceUnderTest service)
    {
        List<WorkItem> work = [];
        foreach (var side in s_sides)
        {
            var encode = WorkItem.Encode(side, seed: side);
            work.Add(encode);
            work.Add(encode with { Name = "reconstruct", Path = "/v1/reconstruct" });
            var latent = await service.PostAsync(encode.Path, encode.Body, encode.Type);
            work.Add(new WorkItem("decode", "/v1/decode", latent.Body, "application/octet-stream", 200));
        }
        return work;
    }

    /// <summary>Requests that must be refused.</summary>
    /// <param name="maxBody">The longest body that the service reads, in bytes.</param>
    public static IReadOnlyList<WorkItem> Bad(int maxBody)
    {
        var picture = PngEncoder.Encode(LoadPicture.Make(64));
        var broken = picture.ToArray();
        broken.AsSpan(broken.Length / 2, 32).Fill(0xAA);
        return
        [
            new("truncated picture", "/v1/encode", picture[..(picture.Length / 2)], "image/png", 422),
            new("broken picture", "/v1/reconstruct", broken, "image/png", 422),
            new("wrong type", "/v1/encode", picture, "image/gif", 415),
            new("no picture", "/v1/encode", "GIF89a and so on"u8.ToArray(), "image/png", 415),
            new("oversized", "/v1/encode", new byte[maxBody + 1], "image/png", 413),
            new("bomb", "/v1/encode", PngEncoder.Encode(new RgbImage(6000, 4000)), "image/png", 413),
            new("invalid JSON", "/studio/edit", "{\"latent\": nothing"u8.ToArray(), "application/json", 400),
            new("invalid safetensors", "/v1/decode", "\x10\0\0\0\0\0\0\0{\"a\": {\"dtype\":}}"u8.ToArray(), "application/vnd.safetensors", 422),
            new("invalid query", "/v1/reconstruct?quality=0", picture, "image/png", 400),
            new("unknown model", "/v1/encode?model=nonsense", picture, "image/png", 404),
            new("empty", "/v1/encode", [], "image/png", 400),
        ];
    }
}
