namespace LiteVae.Server;

/// <summary>A model that the service offers.</summary>
/// <param name="Name">What requests call it.</param>
/// <param name="Model">A model file, a run folder, a model of diffusers or CompVis, or the name of a shipped model.</param>
public sealed record ServedModel(string Name, string Model);
