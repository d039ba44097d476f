using System.Text.Json.Nodes;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models.Files;
using LiteVae.Onnx;
using LiteVae.Runs.Folders;
using static System.FormattableString;

namespace LiteVae.Cli.Verbs.Export;

/// <summary>Writes a model under the names of diffusers or CompVis, with the bytes of its tensors as they are, or as our model file, in float32 or float16.</summary>
internal sealed class PublishedExport(Session session)
{
    public int Run(ExportRequest request)
    {
        using var model = ModelSource.Open(ModelLocation.Find(request.Model));
        IReadOnlyList<string> files = [request.Output];
        if (request.Format == ExportFormat.Diffusers)
            files = ModelExporter.WriteDiffusers(model, request.Output);
        else if (request.Format == ExportFormat.CompVis)
            OutputPath.Write(request.Output, () => ModelExporter.WriteCompVis(model, request.Output));
        else
            OutputPath.Write(request.Output, () => model.Save(request.Output, request.Options.Precision == OnnxPrecision.Float16 ? TensorType.Float16 : TensorType.Float32));
        if (request.Json)
        {
            session.Terminal.Result(new JsonObject
            {
                ["output"] = request.Output,
                ["format"] = request.Format.ToString().ToLowerInvariant(),
                ["files"] = new JsonArray([.. files.Select(f => new JsonObject { ["path"] = f, ["bytes"] = new FileInfo(f).Length })]),
            });
        }
        else
        {
            foreach (var file in files)
                session.Terminal.Result(Invariant($"{file}: {new FileInfo(file).Length / 1e6:0.0} MB"));
        }
        if (model.Header.Scale is null && request.Format == ExportFormat.Diffusers)
            session.Terminal.Message("the scale of the latents is not known, so that config.json has a scaling_factor of 1");
        return ExitCode.Done;
    }
}
