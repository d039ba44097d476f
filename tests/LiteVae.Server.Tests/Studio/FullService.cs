namespace LiteVae.Server.Tests.Studio;

/// <summary>A service in which every view of the studio has something to show: two models, a diffusion model, two runs.</summary>
public sealed class FullService : IAsyncLifetime
{
    private readonly TemporaryFolder _runs = new();

    public Service Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var name in new[] { "first", "second" })
        {
            using var run = new MadeUpRun(_runs[name]);
            run.WriteReport("Finished");
            foreach (var step in new[] { 0, 10, 50 })
            {
                run.Step(step);
                run.Sample(step);
            }
        }
        Service = await Service.StartAsync((options, path) =>
        {
            Directory.CreateDirectory(path("diffusion"));
            return options with
            {
                Models = [.. options.Models, new ServedModel("other", TinyModels.WriteAutoencoder(path("other.safetensors"), seed: 2))],
                Diffusion = TinyModels.WriteDiffusion(path("diffusion")),
                Runs = _runs.Root,
            };
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _runs.Dispose();
    }
}
