// Trains a small autoencoder on a folder of pictures, or on procedural images: dotnet run -c Release train.cs [STEPS] [PICTURES]
// Outside this repository: #:package LiteVae@0.1.0, #:package libtorch-cpu-linux-x64@2.10.0 and #:property PublishAot=false.
#:project ../../src/LiteVae/LiteVae.csproj
using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Report;
using LiteVae.Runtime;
using LiteVae.Training;
using TorchSharp;

ProcessTuning.Apply();
var steps = args.Length > 0 ? args[0] : "200";
var data = args.Length > 1 ? args[1] : "procedural";
var recipe = RecipeReader.Read("quickstart", "train.phases=[{resolution: 64, steps: " + steps + ", batch_size: 4}]", $"data.path={data}");
var folder = new RunFolder(RunFolder.NewName("script", DateTime.Now));

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };
using var observer = new CompositeObserver(new JsonLinesObserver(folder.Metrics), new ReportObserver(folder.Report));
using var trainer = Trainer.Start(recipe, folder, torch.CPU, observer);
var summary = trainer.Run(stop.Token);
Console.WriteLine($"{summary.Outcome} after {summary.Step} steps, PSNR {summary.Metrics.GetValueOrDefault("psnr"):0.00} dB: {summary.ModelPath}, {folder.Report}");
