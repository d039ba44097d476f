using System.CommandLine;
using LiteVae.Server;

namespace LiteVae.Cli.Verbs.Serve;

/// <summary>The options of the service that are limits: each is what <see cref="ServerOptions"/> has where it is not given.</summary>
internal sealed class ServeLimits
{
    private static readonly ServerOptions s_standard = new();

    private readonly Option<int> _queue = Number("--queue", "Requests that may wait; more are refused with status 429.", s_standard.QueueLimit);
    private readonly Option<int> _workers = Number("--workers", "Requests that are computed at the same time; they share the processor's threads.", s_standard.Workers);
    private readonly Option<int> _batch = Number("--batch", "The most small pictures of one shape that are encoded together.", s_standard.MaxBatch);
    private readonly Option<double> _batchWait = new("--batch-wait") { Description = "Milliseconds that a picture waits for others of its shape while requests are being received.", DefaultValueFactory = _ => s_standard.BatchWait.TotalMilliseconds };
    private readonly Option<double> _deadline = new("--deadline") { Description = "Seconds after which a request is given up; a request may ask for less.", DefaultValueFactory = _ => s_standard.Deadline.TotalSeconds };
    private readonly Option<int> _maxBody = Number("--max-body", "MiB of a request's body.", (int)(s_standard.MaxBodyBytes >> 20));
    private readonly Option<int> _maxConnections = Number("--max-connections", "Connections that are open at the same time; more are closed at once.", s_standard.MaxConnections);
    private readonly Option<long> _maxPixels = new("--max-pixels") { Description = "Pixels of a picture, by its header.", DefaultValueFactory = _ => s_standard.MaxPixels };
    private readonly Option<int> _maxSteps = Number("--max-steps", "Steps of a sample.", s_standard.MaxSteps);
    private readonly Option<long> _modelMemory = new("--model-memory") { Description = "MiB that the weights of idle models may take; the longest unused are put away.", DefaultValueFactory = _ => s_standard.ModelMemoryMiB };
    private readonly Option<string[]> _allowedHosts = new("--allowed-hosts")
    {
        Description = "Hosts that requests may name in their Host header beside localhost, or *. Repeatable; standard: any, but localhost alone where nothing else is listened on.",
        HelpName = "host",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string?> _apiKeys = new("--api-keys") { Description = "A file with a name and the SHA-256 of a key on each line; without it, everybody may call.", HelpName = "file" };
    private readonly Option<int> _rateLimit = Number("--rate-limit", "Requests a minute for each key.", s_standard.RateLimit);
    private readonly Option<LogFormat> _logFormat = new("--log-format") { Description = "The form of the log on standard error: text, json or none.", DefaultValueFactory = _ => LogFormat.Text, HelpName = "text|json|none" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_queue, _workers, _batch, _batchWait, _deadline, _maxBody, _maxConnections, _maxPixels, _maxSteps, _modelMemory, _allowedHosts, _apiKeys, _rateLimit, _logFormat])
            command.Add(option);
    }

    public ServerOptions Read(ParseResult parsed) => new()
    {
        QueueLimit = parsed.GetValue(_queue),
        Workers = parsed.GetValue(_workers),
        MaxBatch = parsed.GetValue(_batch),
        BatchWait = TimeSpan.FromMilliseconds(parsed.GetValue(_batchWait)),
        Deadline = TimeSpan.FromSeconds(parsed.GetValue(_deadline)),
        MaxBodyBytes = (long)parsed.GetValue(_maxBody) << 20,
        MaxConnections = parsed.GetValue(_maxConnections),
        MaxPixels = parsed.GetValue(_maxPixels),
        MaxSteps = parsed.GetValue(_maxSteps),
        ModelMemoryMiB = parsed.GetValue(_modelMemory),
        AllowedHosts = parsed.GetValue(_allowedHosts) ?? [],
        ApiKeys = parsed.GetValue(_apiKeys),
        RateLimit = parsed.GetValue(_rateLimit),
        LogFormat = parsed.GetValue(_logFormat),
    };

    private static Option<int> Number(string name, string description, int standard) => new(name) { Description = description, DefaultValueFactory = _ => standard };
}
