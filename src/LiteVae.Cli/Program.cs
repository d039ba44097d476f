using TorchSharp;

LiteVae.Runtime.TorchRuntime.EnsureLoaded();
Console.WriteLine(torch.ones(2, 3).sum().item<float>());
