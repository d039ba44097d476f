using LiteVae.Pictures;

namespace LiteVae.Load.Scenarios;

/// <summary>A request, and what the answer must be.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Path">Of the endpoint.</param>
/// <param name="Body">What is sent.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Status">The status that must be answered.</param>
internal sealed record WorkItem(string Name, string Path, byte[] Body, string Type, int Status)
{
    /// <summary>A picture to its latent.</summary>
    public static WorkItem Encode(int side, int seed = 1) => new("encode", "/v1/encode", PngEncoder.Encode(LoadPicture.Make(side, seed)), "image/png", 200);
}
