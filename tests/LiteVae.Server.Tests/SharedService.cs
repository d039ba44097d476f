namespace LiteVae.Server.Tests;

/// <summary>One service with a diffusion model for all tests of a class.</summary>
public sealed class SharedService : IAsyncLifetime
{
    public Service Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await Service.StartAsync((options, path) =>
    {
        Directory.CreateDirectory(path("run"));
        return options with { Diffusion = TinyModels.WriteDiffusion(path("run")), MaxPixels = 1 << 20, MaxBodyBytes = 1 << 20, Deadline = TimeSpan.FromSeconds(20), MaxSteps = 1_000_000_000 };
    });

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
