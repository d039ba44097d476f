using System.Diagnostics;
using LiteVae.Codec.Models.Files;
using LiteVae.Runs.Folders;
using LiteVae.Server.Errors;
using LiteVae.Server.Metrics;

namespace LiteVae.Server.Models;

/// <summary>The served models: loaded when they are asked for, put away where they take too much memory, loaded anew where their files changed.</summary>
internal sealed partial class ModelCatalog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ServerOptions _options;
    private readonly ILogger<ModelCatalog> _logger;

    /// <exception cref="CheckpointException">There is no such model.</exception>
    public ModelCatalog(ServerOptions options, ServerMetrics metrics, ILogger<ModelCatalog> logger)
    {
        (_options, _logger) = (options, logger);
        Slots = [.. options.Models.Select(m => new ModelSlot(m.Name, ModelLocation.Find(m.Model)))];
        metrics.ObserveModels(() => Loaded().Count, () => Loaded().Sum(m => m.Bytes));
    }

    public IReadOnlyList<ModelSlot> Slots { get; }

    /// <summary>Lends a model, which is loaded first where it is not in memory.</summary>
    /// <param name="name">Null for the first one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ProblemException">No model has that name, or its file cannot be loaded.</exception>
    public async Task<ModelLease> LendAsync(string? name, CancellationToken cancellationToken)
    {
        var slot = Slots.FirstOrDefault(s => s.Name == (name ?? _options.DefaultModel))
            ?? throw new ProblemException(Problem.NoSuchModel, $"model expects one of {string.Join(", ", Slots.Select(s => s.Name))}; got \"{name}\".");
        if (TryLend(slot) is { } lease)
        {
            RenewWhereOutdated(slot);
            return lease;
        }
        await slot.Loading.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                if (TryLend(slot) is { } ready)
                    return ready;
                await Task.Run(() => Load(slot), CancellationToken.None);
            }
        }
        catch (CheckpointException e)
        {
            LogFailure(slot.Name, e.Message);
            throw new ProblemException(Problem.ModelUnavailable, $"The file of the model {slot.Name} is missing or damaged; the log of the service tells more.", e) { RetryAfter = TimeSpan.FromSeconds(10) };
        }
        finally
        {
            slot.Loading.Release();
        }
    }

    public void Dispose()
    {
        foreach (var slot in Slots)
            Replace(slot, null);
    }

    private ModelLease? TryLend(ModelSlot slot)
    {
        lock (_lock)
        {
            slot.LastUse = Stopwatch.GetTimestamp();
            return slot.Current is { } model && model.TryHold() ? new ModelLease(slot.Name, model, MakeRoom) : null;
        }
    }

    // Requests meanwhile are answered by the old model.
    private void RenewWhereOutdated(ModelSlot slot)
    {
        if (slot.Current is not { IsOutdated: true } || !slot.Loading.Wait(0))
            return;
        _ = Task.Run(() =>
        {
            try
            {
                var stamp = FileStamp.Of([slot.Path]);
                if (slot.Failed is { } failed && failed.SequenceEqual(stamp))
                    return;
                slot.Failed = stamp;
                Load(slot);
                slot.Failed = null;
            }
            catch (Exception e)
            {
                LogKept(slot.Name, e.Message);
            }
            finally
            {
                slot.Loading.Release();
            }
        });
    }

    private void Load(ModelSlot slot)
    {
        var clock = Stopwatch.StartNew();
        var model = LoadedModel.Load(slot.Path, _options.Workers);
        Replace(slot, model);
        LogLoaded(slot.Name, model.Bytes >> 20, clock.ElapsedMilliseconds);
        MakeRoom();
    }

    private void Replace(ModelSlot slot, LoadedModel? model)
    {
        LoadedModel? old;
        lock (_lock)
            (old, slot.Current) = (slot.Current, model);
        old?.Release();
    }

    // The model used last stays even if it is larger than the budget by itself; those that requests hold stay until they are returned.
    private void MakeRoom()
    {
        List<LoadedModel> away = [];
        lock (_lock)
        {
            var excess = Slots.Sum(s => s.Current?.Bytes ?? 0) - (_options.ModelMemoryMiB << 20);
            foreach (var slot in Slots.Where(s => s.Current is not null).OrderByDescending(s => s.LastUse).Skip(1).Reverse())
            {
                if (excess <= 0)
                    break;
                if (slot.Current!.IsInUse)
                    continue;
                excess -= slot.Current.Bytes;
                away.Add(slot.Current);
                slot.Current = null;
                LogPutAway(slot.Name);
            }
        }
        away.ForEach(model => model.Release());
    }

    private List<LoadedModel> Loaded()
    {
        lock (_lock)
            return [.. Slots.Select(s => s.Current).OfType<LoadedModel>()];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "loaded {Model}: about {MiB} MiB, in {Milliseconds} ms")]
    private partial void LogLoaded(string model, long mib, long milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "put away {Model}, for memory")]
    private partial void LogPutAway(string model);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Model} cannot be loaded: {Reason}")]
    private partial void LogFailure(string model, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the changed file of {Model} cannot be loaded, and the model in memory is kept: {Reason}")]
    private partial void LogKept(string model, string reason);
}
