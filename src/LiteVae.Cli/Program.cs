using LiteVae.Cli;
using LiteVae.Runtime;

ProcessTuning.Apply();
using var interruption = new Interruption(Console.Error);
return new Application(Terminal.Standard(), interruption).Run(args);
