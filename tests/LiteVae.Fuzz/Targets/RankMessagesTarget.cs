using System.Text;
using LiteVae.Data;
using LiteVae.Distributed;
using LiteVae.Evaluation.Observations;
using LiteVae.Fuzz.Engine;
using LiteVae.Runs;
using LiteVae.Runs.Ranks;
using static TorchSharp.torch;

namespace LiteVae.Fuzz.Targets;

/// <summary>What ranks receive from each other. The first byte says which of the messages the others are.</summary>
internal sealed class RankMessagesTarget : FuzzTarget
{
    private const byte State = (byte)'s';
    private const byte Observations = (byte)'o';
    private const byte Skipped = (byte)'k';

    public override string Name => "rank-messages";

    public override IReadOnlyList<Type> Documented => [typeof(CommunicationException)];

    public override IReadOnlyList<byte[]> Dictionary => [.. Words.Json, "\"Step\":"u8.ToArray(), "\"Elapsed\":\"1.00:00:00\""u8.ToArray(), "\"Score\":\"NaN\""u8.ToArray(), "\"Path\":"u8.ToArray(), "\"Reason\":"u8.ToArray()];

    public override IEnumerable<byte[]> Seeds()
    {
        using var scope = NewDisposeScope();
        var state = Encoding.UTF8.GetBytes(RunStateText.Write(new RunState(3, 12, TimeSpan.FromSeconds(5), double.NaN, 1, 1)));
        yield return [State, .. BitConverter.GetBytes((long)state.Length), .. state];
        yield return [State, .. new byte[sizeof(long)]];
        yield return [Observations, .. ObservationBytes.Write([])];
        yield return
        [
            Observations,
            .. ObservationBytes.Write(
            [
                new BatchObservation([0, 1], 64, [zeros(2, 3), zeros([1], ScalarType.Bool)], [new CandidateObservation([[1, 2], []], [[zeros([0, 2], ScalarType.Float64)], []], 0.5, ["a notice"])]),
            ]),
        ];
        yield return [Skipped, .. """[{"Path":"a.png","Reason":"damaged"},{"Path":"b.png","Reason":""}]"""u8];
        yield return [Skipped, .. "[]"u8];
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        using var scope = NewDisposeScope();
        var message = input.IsEmpty ? [] : input[1..].ToArray();
        switch (input.IsEmpty ? State : input[0])
        {
            case Observations:
                ObservationBytes.Read(message);
                break;
            case Skipped:
                _ = SkippedOnRanks.OfOthers([], new ReplayedCommunicator(rank: 0, message)).Count();
                break;
            default:
                RunStateText.Read(new ReplayedCommunicator(rank: 1, message).BroadcastText(null));
                break;
        }
    }
}
