using LiteVae.Onnx;

namespace LiteVae.Cli.Verbs.Export;

/// <summary>What the verb was asked for.</summary>
/// <param name="Model">A model file, a run folder, or a model of diffusers or CompVis.</param>
/// <param name="Format">What is written.</param>
/// <param name="Output">The folder, or the file.</param>
/// <param name="Options">Precision and parts of ONNX graphs.</param>
/// <param name="Json">Whether the result is one JSON object.</param>
internal sealed record ExportRequest(string Model, ExportFormat Format, string Output, OnnxExportOptions Options, bool Json);
