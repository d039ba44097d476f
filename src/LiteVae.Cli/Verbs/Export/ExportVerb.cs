using System.Text.Json.Nodes;
using LiteVae.Codec.Configuration;
using LiteVae.Onnx;
using LiteVae.Runs.Folders;
using static System.FormattableString;

namespace LiteVae.Cli.Verbs.Export;

/// <summary>Writes a model in another project's format; ONNX graphs are compared with our own networks before they have their names.</summary>
internal sealed class ExportVerb(Session session)
{
    public int Run(ExportRequest request)
    {
        if (request.Format != ExportFormat.Onnx)
            return new PublishedExport(session).Run(request);
        if (request.Options.Parts.Count > 1 && request.Output.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(request.Output))
            throw new ConfigException("--output", $"{request.Output} names one file, but encoder and decoder are two: give a folder, or --part encoder or decoder");
        var files = Write(request, ModelLocation.Find(request.Model));
        if (request.Json)
        {
            session.Terminal.Result(new JsonObject
            {
                ["output"] = request.Output,
                ["precision"] = request.Options.Precision == OnnxPrecision.Float16 ? "fp16" : "fp32",
                ["files"] = new JsonArray([.. files.Select(Describe)]),
            });
            return ExitCode.Done;
        }
        foreach (var file in files)
        {
            var beside = file.DataPath is { } data ? $" with its weights in {Path.GetFileName(data)}" : "";
            session.Terminal.Result(Invariant(
                $"{file.Path}{beside}: {file.Bytes / 1e6:0.0} MB; ONNX Runtime's results differ by at most {file.Difference:0.0e+0} of the largest value from ours"));
        }
        return ExitCode.Done;
    }

    private static JsonObject Describe(OnnxFile file) => new()
    {
        ["part"] = file.Part == OnnxPart.Encoder ? "encoder" : "decoder",
        ["path"] = file.Path,
        ["data"] = file.DataPath,
        ["bytes"] = file.Bytes,
        ["difference"] = file.Difference,
    };

    private IReadOnlyList<OnnxFile> Write(ExportRequest request, string model)
    {
        try
        {
            return OnnxExporter.Export(model, request.Output, request.Options, session.CancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{request.Output}: cannot be written ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
