using LiteVae.Layers;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>A transformer's block whose norms are shifted and scaled, and whose branches are gated, by the condition (adaLN-Zero).</summary>
internal sealed class DitBlock : Module<Tensor, Tensor, Tensor>
{
    private const double Epsilon = 1e-6;

    private readonly TokenAttention attn;
    private readonly DitPerceptron mlp;
    private readonly NumberedModules adaLN_modulation;
    private readonly long _width;

    public DitBlock(long width, long heads, long mlpRatio)
        : base(nameof(DitBlock))
    {
        attn = new TokenAttention(width, heads);
        mlp = new DitPerceptron(width, mlpRatio * width);
        adaLN_modulation = Modulation.Create(width, 6);
        _width = width;
        DitInitialization.Apply(attn, mlp);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens, Tensor condition) // [B, N, D], [B, D]
    {
        using var scope = NewDisposeScope();
        var parts = adaLN_modulation.Get<Linear>(1).call(condition).unsqueeze(1).chunk(6, 2); // shift, scale and gate of each branch, [B, 1, D]
        var h = tokens.Plus(parts[2] * attn.call(Normalize(tokens, parts[0], parts[1], _width)));
        return h.Plus(parts[5] * mlp.call(Normalize(h, parts[3], parts[4], _width))).MoveToOuterDisposeScope();
    }

    /// <summary>A layer norm without weights of its own, scaled by 1 + scale and shifted.</summary>
    public static Tensor Normalize(Tensor tokens, Tensor shift, Tensor scale, long width) =>
        (functional.layer_norm(tokens, [width], eps: Epsilon) * scale.Plus(1)).Plus(shift);
}

/// <summary>Two linear layers about a GELU by its tanh formula.</summary>
internal sealed class DitPerceptron : Module<Tensor, Tensor>
{
    private readonly Linear fc1;
    private readonly Linear fc2;

    public DitPerceptron(long width, long hidden)
        : base(nameof(DitPerceptron))
    {
        (fc1, fc2) = (Linear(width, hidden), Linear(hidden, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var x = fc1.call(tokens);
        var inner = x.Plus(x.Power(3).Times(0.044715)).Times(Math.Sqrt(2 / Math.PI));
        return fc2.call(x.Times(0.5) * inner.tanh().Plus(1)).MoveToOuterDisposeScope();
    }
}

/// <summary>The last norm and the projection to the patches' values, zero at first.</summary>
internal sealed class DitFinalLayer : Module<Tensor, Tensor, Tensor>
{
    private readonly Linear linear;
    private readonly NumberedModules adaLN_modulation;
    private readonly long _width;

    public DitFinalLayer(long width, long values)
        : base(nameof(DitFinalLayer))
    {
        linear = ZeroStart.Of(Linear(width, values));
        adaLN_modulation = Modulation.Create(width, 2);
        _width = width;
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens, Tensor condition)
    {
        using var scope = NewDisposeScope();
        var parts = adaLN_modulation.Get<Linear>(1).call(condition).unsqueeze(1).chunk(2, 2);
        return linear.call(DitBlock.Normalize(tokens, parts[0], parts[1], _width)).MoveToOuterDisposeScope();
    }
}

/// <summary>The authors' start of a block: Xavier's uniform weights, biases at zero.</summary>
internal static class DitInitialization
{
    public static void Apply(params ReadOnlySpan<Module> modules)
    {
        using var guard = no_grad();
        foreach (var module in modules)
        {
            foreach (var (name, parameter) in module.named_parameters())
            {
                if (name.EndsWith("bias", StringComparison.Ordinal))
                    parameter.Fill(0);
                else
                    init.xavier_uniform_(parameter);
            }
        }
    }
}
