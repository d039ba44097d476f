namespace LiteVae.Codec.Configuration;

/// <summary>A record that knows what its values may be.</summary>
internal interface IValidated
{
    /// <summary>Every problem, with paths relative to this record; those of nested records are asked for by the binder.</summary>
    IEnumerable<ConfigProblem> Validate();
}
