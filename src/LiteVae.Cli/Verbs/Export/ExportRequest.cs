using LiteVae.Onnx;

namespace LiteVae.Cli.Verbs.Export;

/// <summary>What the verb was asked for.</summary>
/// <param name="Model">A model file, or a run folder.</param>
/// <param name="Output">The folder, or the file of one part.</param>
/// <param name="Options">Precision and parts.</param>
/// <param name="Json">Whether the result is one JSON object.</param>
internal sealed record ExportRequest(string Model, string Output, OnnxExportOptions Options, bool Json);
