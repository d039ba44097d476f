using System.Buffers.Binary;
using LiteVae.Pictures;
using LiteVae.Runs;
using LiteVae.Runs.Report;
using LiteVae.Tests.Data;
using LiteVae.Tests.Runs.Observers;

namespace LiteVae.Tests.Runs.Report;

public sealed class RunRecordTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["report.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_with_its_pictures()
    {
        var (run, summary, samples) = (ObserverSamples.Run(), ObserverSamples.Summary(400), ObserverSamples.Sheet(400));
        new RunRecord("autoencoder", run, summary, ObserverSamples.Step(400), samples).Write(File);
        var read = RunRecord.Read(File);
        Assert.Equal((run.Model, run.ConfigYaml, run.TotalSteps, run.Hardware), (read.Run.Model, read.Run.ConfigYaml, read.Run.TotalSteps, read.Run.Hardware));
        Assert.Equal(run.Facts, read.Run.Facts);
        Assert.Equal(run.Parts, read.Run.Parts);
        Assert.Equal(run.Phases.Select(p => (p.Name, p.Steps, p.BatchSize, p.Figures["resolution"])), read.Run.Phases.Select(p => (p.Name, p.Steps, p.BatchSize, p.Figures["resolution"])));
        Assert.Equal((summary.Outcome, summary.Elapsed, summary.Metrics["psnr"]), (read.Summary!.Outcome, read.Summary.Elapsed, read.Summary.Metrics["psnr"]));
        Assert.Equal((summary.Baselines[0].Name, 24.123), (read.Summary.Baselines[0].Name, read.Summary.Baselines[0].Metrics["psnr"]));
        Assert.Equal((samples.Score, samples.Subject, samples.Compared, samples.Headline), (read.Samples!.Score, read.Samples.Subject, read.Samples.Compared, read.Samples.Headline));
        Assert.Equal(samples.Rows.SelectMany(r => r.Pictures).Select(p => p.Pixels), read.Samples.Rows.SelectMany(r => r.Pictures).Select(p => p.Pixels));
        Assert.Equal(samples.Progress!.Pixels, read.Samples.Progress!.Pixels);
    }

    [Theory]
    [InlineData("{}", "parts are missing")]
    [InlineData("null", "parts are missing")]
    [InlineData("{\"task\":1}", "cannot be read")]
    [InlineData("{", "cannot be read")]
    public void What_is_no_record_is_refused(string text, string said)
    {
        System.IO.File.WriteAllText(File, text);
        Assert.Contains(said, Assert.Throws<TrainingException>(() => RunRecord.Read(File)).Message);
    }

    [Fact]
    public void A_picture_that_is_none_is_refused()
    {
        new RunRecord("autoencoder", ObserverSamples.Run(), null, null, ObserverSamples.Sheet(1)).Write(File);
        System.IO.File.WriteAllText(File, System.IO.File.ReadAllText(File).Replace("\"iVBORw0KGgo", "\"iVBORw0KGgA", StringComparison.Ordinal));
        Assert.Contains("PNG", Assert.Throws<TrainingException>(() => RunRecord.Read(File)).Message);
    }

    [Fact]
    public void A_picture_whose_header_claims_too_much_is_refused_before_it_is_decoded()
    {
        var png = PngEncoder.Encode(new RgbImage(2, 1));
        png[16] = 3; // the first byte of the width: 50,331,650
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), ImageFileTests.Crc32(png.AsSpan(12, 17)));
        Assert.Contains("50331650x1", Assert.Throws<InvalidDataException>(() => PngDecoder.Decode(png)).Message);
    }

    [Fact]
    public void A_run_of_an_older_version_is_told_how_to_get_one() =>
        Assert.Contains("--resume", Assert.Throws<TrainingException>(() => RunRecord.Read(File)).Message);
}
