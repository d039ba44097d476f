using System.CommandLine;
using LiteVae.Cli.Shared;
using LiteVae.Onnx;

namespace LiteVae.Cli.Verbs.Export;

internal static class ExportCommand
{
    private static readonly Dictionary<string, ExportFormat> _formats = new()
    {
        ["onnx"] = ExportFormat.Onnx,
        ["diffusers"] = ExportFormat.Diffusers,
        ["compvis"] = ExportFormat.CompVis,
        ["litevae"] = ExportFormat.LiteVae,
    };

    private static readonly Dictionary<string, OnnxPrecision> _precisions = new() { ["fp32"] = OnnxPrecision.Float32, ["fp16"] = OnnxPrecision.Float16 };

    private static readonly Dictionary<string, OnnxPart[]> _parts = new()
    {
        ["encoder"] = [OnnxPart.Encoder],
        ["decoder"] = [OnnxPart.Decoder],
        ["both"] = [OnnxPart.Encoder, OnnxPart.Decoder],
    };

    public static Command Create(Session session)
    {
        var model = new Argument<string>("model") { Description = "A model file, a run folder, a model of diffusers or CompVis, or the name of a shipped model." };
        var format = new Option<string>("--format") { Description = "What is written: onnx, graphs that ONNX Runtime and other programs run; diffusers, a folder; compvis, a safetensors file; litevae, a model file, in float32 or float16.", Required = true };
        format.AcceptOnlyFromAmong([.. _formats.Keys]);
        var output = SharedOptions.Output("The folder for encoder.onnx and decoder.onnx, or the .onnx file of one part; diffusers' folder; CompVis's file; the model file.", "folder or file");
        var precision = new Option<string>("--precision")
        {
            Description = "Of onnx and litevae: type of the weights (of onnx of the arithmetic too): fp32, or fp16, which halves the size. Inputs and outputs are float32.",
            DefaultValueFactory = _ => "fp32",
        };
        precision.AcceptOnlyFromAmong([.. _precisions.Keys]);
        var part = new Option<string>("--part") { Description = "Of onnx: which networks: encoder, decoder or both.", DefaultValueFactory = _ => "both" };
        part.AcceptOnlyFromAmong([.. _parts.Keys]);
        var json = SharedOptions.Json();

        var command = new Command("export", "Write a model in another project's format.") { model, format, output, precision, part, json };
        command.Validators.Add(result =>
        {
            if (result.GetResult(format)?.Tokens is [{ Value: var name }] && name != "onnx"
                && new Option[] { precision, part }.FirstOrDefault(o => result.GetResult(o) is { Implicit: false } && !(name == "litevae" && o == precision)) is { } given)
            {
                result.AddError(name == "litevae"
                    ? $"{given.Name} concerns onnx: a model file has both networks."
                    : $"{given.Name} concerns onnx: the tensors of {name} keep their types, and both networks are written.");
            }
        });
        command.SetAction(parsed => new ExportVerb(session).Run(new ExportRequest(
            parsed.GetValue(model)!,
            _formats[parsed.GetValue(format)!],
            parsed.GetValue(output)!,
            new OnnxExportOptions { Precision = _precisions[parsed.GetValue(precision)!], Parts = _parts[parsed.GetValue(part)!] },
            parsed.GetValue(json))));
        return command;
    }
}
