using LiteVae.Cli;

using var interruption = new Interruption(Console.Error);
return new Application(Terminal.Standard(), interruption).Run(args);
