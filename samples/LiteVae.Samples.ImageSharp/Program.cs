using LiteVae.Codec;
using LiteVae.Codec.Models.Files;
using LiteVae.Samples;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

// Encodes a picture in any format that ImageSharp reads, and writes what is left of it after decoding.
if (args is not [var model, var input, var output])
{
    Console.Error.WriteLine("usage: LiteVae.Samples.ImageSharp MODEL.safetensors PICTURE RECONSTRUCTION");
    return 2;
}
try
{
    using var codec = LatentCodec.Load(model);
    using var image = Image.Load<Rgb24>(input);
    image.Mutate(operations => operations.AutoOrient()); // as cameras note it
    var latents = codec.Encode(image.ToPicture());
    using var reconstruction = codec.Decode(latents).ToImage();
    reconstruction.Save(output);
    Console.WriteLine($"{output}: {image.Width}x{image.Height} through a latent of {latents.Channels}x{latents.Height}x{latents.Width}");
    return 0;
}
catch (Exception e) when (e is CheckpointException or IOException or UnauthorizedAccessException or UnknownImageFormatException or InvalidImageContentException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
