using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;

namespace LiteVae.Server;

/// <summary>What the service offers, and its limits.</summary>
public sealed record ServerOptions
{
    /// <summary>The models; requests that name none get the first. Loaded when first used, except the first one.</summary>
    public IReadOnlyList<ServedModel> Models { get; init; } = [new(ShippedModels.Standard, ShippedModels.Standard)];

    /// <summary>A diffusion model's file or run folder; null: the service draws no samples.</summary>
    public string? Diffusion { get; init; }

    /// <summary>The autoencoder that decodes the diffusion model's samples; null: the one beside it.</summary>
    public string? FirstStage { get; init; }

    /// <summary>Where the service listens.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:5080"];

    /// <summary>The hosts whose names requests may bear in their Host header, beside localhost and loopback addresses; "*" allows any.</summary>
    /// <remarks>Where none is given, any host is allowed, unless the service listens on the loopback interface alone.</remarks>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The requests that may wait beside those that are computed, at least 0.</summary>
    public int QueueLimit { get; init; } = 64;

    /// <summary>Threads that take jobs from the queue, at least 1. The kernels of all of them share the processor's cores.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>The most pictures that are encoded together, at least 1.</summary>
    public int MaxBatch { get; init; } = 8;

    /// <summary>How long a picture may wait for others of its shape while requests are being received, counted from its arrival; zero: only those that wait anyway are taken along.</summary>
    public TimeSpan BatchWait { get; init; }

    /// <summary>The longest time from a request's arrival to its answer, and that of requests that name none.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest body of a request, in bytes.</summary>
    public long MaxBodyBytes { get; init; } = 32 << 20;

    /// <summary>The most connections that are open at the same time, at least 1; more are closed at once.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>The most pixels of a picture, checked against its header.</summary>
    public long MaxPixels { get; init; } = 1 << 24;

    /// <summary>The most steps of a sample.</summary>
    public int MaxSteps { get; init; } = 250;

    /// <summary>The memory (MiB) that the prepared weights of idle models may take.</summary>
    public long ModelMemoryMiB { get; init; } = 4096;

    /// <summary>A file of API keys; null: everybody may call.</summary>
    public string? ApiKeys { get; init; }

    /// <summary>The requests a minute that each key may make.</summary>
    public int RateLimit { get; init; } = 600;

    /// <summary>A folder of run folders, which the studio shows; null: it shows no runs.</summary>
    public string? Runs { get; init; }

    /// <summary>Whether the studio may ask a training of this machine to stop.</summary>
    public bool AllowStop { get; init; }

    /// <summary>The form of the log, which goes to standard error.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>Among <see cref="AllowedHosts"/>: every host.</summary>
    internal const string AnyHost = "*";

    /// <summary>The name of the model for requests that name none.</summary>
    internal string DefaultModel => Models[0].Name;

    /// <summary>Checks every value at once.</summary>
    /// <exception cref="ConfigException">With all problems.</exception>
    public void ThrowIfInvalid()
    {
        ConfigProblem[] problems = [.. FindProblems()];
        if (problems.Length > 0)
            throw new ConfigException("serve", problems);
    }

    private IEnumerable<ConfigProblem> FindProblems()
    {
        if (Models.Count == 0)
            yield return new ConfigProblem("model", "expected at least one model");
        foreach (var twice in Models.GroupBy(m => m.Name).Where(g => g.Count() > 1))
            yield return new ConfigProblem("model", $"two models have the name \"{twice.Key}\"");
        foreach (var unnamed in Models.Where(m => m.Name.Length is 0 or > 100 || m.Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))))
            yield return new ConfigProblem("model", $"a name has letters, digits, '-', '_' and '.'; found \"{unnamed.Name}\"");
        if (Runs is not null && !Directory.Exists(Runs))
            yield return new ConfigProblem("runs", $"expected a folder; {Runs} is none");
        if (AllowStop && Runs is null)
            yield return new ConfigProblem("allow-stop", "belongs to --runs, which is not given");
        if (Urls.Count == 0)
            yield return new ConfigProblem("urls", "expected at least one address");
        foreach (var url in Urls.Where(u => !Uri.TryCreate(u, UriKind.Absolute, out var uri) || uri.Scheme != "http" || uri.PathAndQuery != "/"))
            yield return new ConfigProblem("urls", $"expected an address such as http://127.0.0.1:5080; found \"{url}\"");
        foreach (var host in AllowedHosts.Where(h => h != AnyHost && Uri.CheckHostName(h) == UriHostNameType.Unknown))
            yield return new ConfigProblem("allowed-hosts", $"expected the name or the address of a host without a port, or *; found \"{host}\"");
        foreach (var (name, value, least) in new (string, long, long)[]
        {
            ("queue", QueueLimit, 0), ("workers", Workers, 1), ("batch", MaxBatch, 1), ("max-body", MaxBodyBytes, 1), ("max-connections", MaxConnections, 1), ("max-pixels", MaxPixels, 1),
            ("max-steps", MaxSteps, 1), ("model-memory", ModelMemoryMiB, 0), ("rate-limit", RateLimit, 1),
        })
        {
            if (value < least)
                yield return new ConfigProblem(name, $"expected at least {least}; found {value}");
        }
        if (Deadline <= TimeSpan.Zero || Deadline > TimeSpan.FromDays(1))
            yield return new ConfigProblem("deadline", FormattableString.Invariant($"expected seconds above 0, at most a day; found {Deadline.TotalSeconds}"));
        if (BatchWait < TimeSpan.Zero || BatchWait > TimeSpan.FromSeconds(10))
            yield return new ConfigProblem("batch-wait", FormattableString.Invariant($"expected 0 to 10000 ms; found {BatchWait.TotalMilliseconds}"));
    }
}
