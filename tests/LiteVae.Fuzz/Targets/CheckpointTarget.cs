using LiteVae.Codec.Models.Files;
using LiteVae.Fuzz.Engine;
using LiteVae.Fuzz.Structures;
using LiteVae.Runs;
using LiteVae.Runs.Checkpoints;
using LiteVae.Runs.Description;
using LiteVae.Runs.Optimization;
using LiteVae.Runs.Schedule;
using static TorchSharp.torch;

namespace LiteVae.Fuzz.Targets;

/// <summary>The newest checkpoint of a run, beside an older one that is whole: the run goes on from one of the two.</summary>
internal sealed class CheckpointTarget : FuzzTarget, IDisposable
{
    private static readonly HeadlineFigure Headline = new("psnr", "PSNR", "dB", "0.00");

    private readonly Lazy<RestoredRun> _run = new();

    public override string Name => "checkpoint";

    // An input whose layout is another one belongs to another run, and is refused.
    public override IReadOnlyList<Type> Documented => [typeof(CheckpointException)];

    public override IInputStructure Structure { get; } = new SafetensorsStructure();

    public override IReadOnlyList<byte[]> Dictionary => Words.Safetensors;

    public override IEnumerable<byte[]> Seeds() => [_run.Value.Newest];

    public override void Run(ReadOnlySpan<byte> input) => _run.Value.Restore(input);

    public void Dispose()
    {
        if (_run.IsValueCreated)
            _run.Value.Dispose();
    }

    private sealed class RestoredRun : IDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly RunSchedule _schedule = new([new RunPhase("8x8", 10, 2)]);
        private readonly nn.Module _module = nn.Linear(2, 3);
        private readonly ParameterGroup _group;
        private readonly CheckpointStore _store;

        public RestoredRun()
        {
            _group = new ParameterGroup(_module, new ParameterGroupSettings { LearningRate = new LearningRateSchedule(1e-3), Betas = [0.9, 0.99] });
            _store = new CheckpointStore(_folder.Root, 2, Headline);
            _store.Save(new RunState(1, 2, TimeSpan.FromSeconds(1.5), 20.5), [_group]);
            _store.Save(new RunState(2, 4, TimeSpan.FromSeconds(2.5), 21.5, 1, 1), [_group]);
            Newest = File.ReadAllBytes(NewestPath);
        }

        public byte[] Newest { get; }

        private string NewestPath => _folder["step-00000002.safetensors"];

        public void Restore(ReadOnlySpan<byte> input)
        {
            File.WriteAllBytes(NewestPath, input);
            var restored = _store.LoadLatest([_group], _schedule);
            if (restored is not { State.Step: >= 0 and <= 10 } || (restored.Notices.Count > 0 && restored.State.Step != 1))
                throw new InvalidOperationException($"restored {restored}");
        }

        public void Dispose()
        {
            _group.Dispose();
            _module.Dispose();
            _folder.Dispose();
        }
    }
}
