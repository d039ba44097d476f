using LiteVae.Codec;
using LiteVae.Codec.Models.Files;
using LiteVae.Samples;
using LiteVae.Samples.Pictures;

// The last step of a Stable Diffusion pipeline: its latents, scaled as diffusers has them, become pictures.
if (args is not [var vae, var input, var output])
{
    Console.Error.WriteLine("usage: LiteVae.Samples.StableDiffusion VAE-FOLDER LATENTS.npy|LATENTS.safetensors OUTPUT-FOLDER");
    return 2;
}
try
{
    using var codec = LatentCodec.Load(vae);
    var scale = codec.Scale ?? throw new InvalidDataException($"{vae}: does not tell how its latents are scaled");
    var (values, images, channels, height, width) = LatentTensor.Read(input);
    Directory.CreateDirectory(output);
    for (var i = 0; i < images; i++)
    {
        var scaled = values.AsSpan(i * channels * height * width, channels * height * width);
        var shape = new Latents(
            new float[scaled.Length], new float[scaled.Length], channels, height, width, width * codec.DownsamplingFactor, height * codec.DownsamplingFactor, scale);
        // What `latents / scaling_factor + shift_factor` is in Python.
        var picture = codec.Decode(shape.WithMean(shape.Denormalize(scaled)));
        var path = Path.Combine(output, $"{i:00000}.png");
        using var file = File.Create(path);
        PngWriter.Write(file, picture);
        Console.WriteLine($"{path}: {picture.Width}x{picture.Height}");
    }
    return 0;
}
catch (Exception e) when (e is CheckpointException or ArgumentException or IOException or InvalidDataException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
