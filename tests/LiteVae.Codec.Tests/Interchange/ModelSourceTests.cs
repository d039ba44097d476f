using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Codec.Models.Files;
using LiteVae.Tests;

namespace LiteVae.Codec.Tests.Interchange;

public sealed class ModelSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["weights.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_whole_checkpoint_gives_its_autoencoder_and_the_factor_that_it_measured()
    {
        SafetensorsFile.Write(File,
        [
            .. PublishedModels.Tensors(PublishedModels.Plain, TensorType.Float16, n => "first_stage_model." + n),
            Zeros("model.diffusion_model.input_blocks.0.0.weight", 32, 4, 3, 3), Zeros("cond_stage_model.encoder.layers.0.weight", 2), Zeros("first_stage_model.loss.logvar", 1),
            StoredTensor.Of("scale_factor", [], new float[] { 0.25f }),
        ]);
        using var model = ModelSource.Open(File);
        Assert.Equal((ModelForm.CompVis, "first_stage_model.", 4), (model.Form, model.Prefix, model.LeftAlone));
        Assert.All(model.Header.Scale!.StandardDeviation, d => Assert.Equal(4, d));
        Assert.Equal(PublishedModels.Plain.ToJson(), model.Header.Config.ToJson());
    }

    [Theory]
    [InlineData(TensorType.Float16, 2, 1.0 / 2048)]
    [InlineData(TensorType.Float32, 4, 0.0)]
    public void A_model_is_written_in_one_type(TensorType type, int bytes, double relative)
    {
        SafetensorsFile.Write(_folder["source.safetensors"], PublishedModels.Tensors(PublishedModels.Plain));
        using var model = ModelSource.Open(_folder["source.safetensors"]);
        model.Save(File, type);
        using var written = ModelSource.Open(File);
        Assert.Equal(model.Header.Config.ToJson(), written.Header.Config.ToJson());
        Assert.Equal(model.Tensors.Keys.Order(), written.Tensors.Keys.Order());
        Assert.InRange(new FileInfo(File).Length, bytes * model.Tensors.Values.Sum(t => t.Count), bytes * model.Tensors.Values.Sum(t => t.Count) + 20_000);
        foreach (var (name, info) in model.Tensors)
        {
            var (expected, found) = (new float[info.Count], new float[info.Count]);
            model.Read(name, expected);
            written.Read(name, found);
            Assert.All(expected.Zip(found), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, relative * Math.Abs(pair.First) + (relative > 0 ? 1e-7 : 0)));
        }
    }

    [Fact]
    public void A_number_that_float16_cannot_hold_is_named_and_nothing_is_written()
    {
        var tensors = PublishedModels.Tensors(PublishedModels.Plain).ToArray();
        var at = Array.FindIndex(tensors, t => t.Name == "decoder.conv_in.bias");
        var values = new float[tensors[at].Info.Count];
        values[1] = 7e4f;
        tensors[at] = StoredTensor.Of(tensors[at].Name, tensors[at].Info.Shape, values);
        SafetensorsFile.Write(_folder["source.safetensors"], tensors);
        using var model = ModelSource.Open(_folder["source.safetensors"]);
        var error = Assert.Throws<CheckpointException>(() => model.Save(File, TensorType.Float16));
        Assert.Contains("decoder.conv_in.bias", error.Message, StringComparison.Ordinal);
        Assert.Contains("70000", error.Message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void A_pytorch_checkpoint_is_the_same_as_a_safetensors_file()
    {
        var expected = PublishedModels.Tensors(PublishedModels.Plain).ToArray();
        PyTorchZip.Write(_folder["last.ckpt"], expected.Select(t => t with { Name = "first_stage_model." + t.Name }));
        SafetensorsFile.Write(File, expected);
        using (var model = ModelSource.Open(_folder["last.ckpt"]))
        {
            Assert.Equal("first_stage_model.", model.Prefix);
            model.Save(_folder["model.safetensors"]);
        }
        Assert.Equal(PublishedModels.Content(File).OrderBy(c => c.Key), PublishedModels.Content(_folder["model.safetensors"]).OrderBy(c => c.Key));
    }

    [Fact]
    public void Diffusers_folders_come_sharded_as_pytorch_files_and_within_pipelines()
    {
        PublishedModels.Write(_folder["model.safetensors"], PublishedModels.Plain);
        var vae = Path.Combine(_folder["pipeline"], "vae");
        using (var model = ModelSource.Open(_folder["model.safetensors"]))
            ModelExporter.WriteDiffusers(model, vae);
        System.IO.File.WriteAllText(Path.Combine(_folder["pipeline"], "model_index.json"), "{}");
        var whole = Path.Combine(vae, "diffusion_pytorch_model.safetensors");
        var expected = Imported(_folder["pipeline"]);

        using (var source = SafetensorsFile.Open(whole))
        {
            var parts = source.Tensors.Keys.Order().Index().GroupBy(n => n.Index % 2, n => n.Item).ToDictionary(g => $"part-{g.Key}.safetensors", g => g.ToArray());
            foreach (var (name, tensors) in parts)
                SafetensorsFile.Write(Path.Combine(vae, name), tensors.Select(t => Copy(source, t)));
            PyTorchZip.Write(Path.Combine(vae, "diffusion_pytorch_model.bin"), source.Tensors.Keys.Select(t => Copy(source, t)));
            var map = string.Join(",", parts.SelectMany(p => p.Value.Select(t => $"\"{t}\": \"{p.Key}\"")));
            System.IO.File.WriteAllText(whole + ".index.json", $"{{\"metadata\": {{}}, \"weight_map\": {{{map}}}}}");
        }
        System.IO.File.Delete(whole);
        Assert.Equal(expected, Imported(vae));
        System.IO.File.Delete(whole + ".index.json");
        Assert.Equal(expected, Imported(vae));
    }

    [Theory]
    [InlineData("{\"weight_map\": {\"a\": \"../weights.safetensors\"}}", "../weights.safetensors")]
    [InlineData("{\"weight_map\": {\"a\": \"none.safetensors\"}}", "none.safetensors", "no such file")]
    [InlineData("{\"weight_map\": {\"a\": 5}}", "weight_map")]
    [InlineData("{\"weight_map\": {\"absent\": \"weights.safetensors\"}}", "'absent'")]
    [InlineData("{\"weight_map\": {}}", "names no tensors")]
    [InlineData("[", "index.json")]
    public void An_index_that_is_damaged_or_leads_elsewhere_is_refused(string index, params string[] reasons)
    {
        SafetensorsFile.Write(File, [Zeros("a", 1)]);
        System.IO.File.WriteAllText(_folder["diffusion_pytorch_model.safetensors.index.json"], index);
        System.IO.File.WriteAllText(_folder["config.json"], "{}");
        AssertRefused(_folder.Root, reasons);
    }

    [Theory]
    [InlineData("quantize.embedding.weight", "a VQ autoencoder")]
    [InlineData("decoder.condition_encoder.layers.0.weight", "an asymmetric autoencoder")]
    [InlineData("decoder.up.0.block.0.time_stack.in_layers.0.weight", "a video autoencoder")]
    [InlineData("encoder.foreign.weight", "unexpected 'encoder.foreign.weight'")]
    public void A_tensor_of_another_kind_of_model_is_refused_by_name(string tensor, string reason)
    {
        SafetensorsFile.Write(File, [.. PublishedModels.Tensors(PublishedModels.Plain), Zeros(tensor, 4)]);
        AssertRefused(File, reason, tensor);
    }

    [Theory]
    [InlineData("encoder.layers.0.weight", "a tiny autoencoder")]
    [InlineData("encoder.stages.0.0.weight", "DC-AE")]
    [InlineData("input_blocks.0.0.weight", "not a LiteVae model", "diffusers or CompVis")]
    [InlineData("decoder.conv_in.weight", "but no encoder")]
    [InlineData("encoder.conv_in.weight", "but no decoder")]
    public void Files_of_other_models_are_refused_with_what_they_are(string tensor, params string[] reasons)
    {
        SafetensorsFile.Write(File, [Zeros(tensor, 4, 4, 3, 3)]);
        AssertRefused(File, reasons);
    }

    [Fact]
    public void A_video_autoencoder_is_known_by_its_convolutions()
    {
        SafetensorsFile.Write(File, [Zeros("encoder.conv_in.weight", 4, 3, 3, 3, 3), Zeros("decoder.conv_in.weight", 4, 4, 3, 3, 3)]);
        AssertRefused(File, "a video autoencoder", "three dimensions");
    }

    [Theory]
    [InlineData("quant_conv", "no quant_conv")]
    [InlineData("encoder.down.0.block.0.norm1", "missing 'encoder.down.0.block.0.norm1.weight'")]
    [InlineData("encoder.conv_out", "no 'encoder.conv_out.weight'")]
    [InlineData("decoder.up.0.block.1", "the levels of decoder.up have 1 and 2 residual blocks")]
    public void A_file_that_lacks_a_layer_is_refused(string layer, string reason)
    {
        SafetensorsFile.Write(File, PublishedModels.Tensors(PublishedModels.Plain, TensorType.Float32, n => n.StartsWith(layer + ".", StringComparison.Ordinal) ? null : n));
        AssertRefused(File, reason);
    }

    [Fact]
    public void Norms_of_other_groups_are_not_guessed()
    {
        var odd = PublishedModels.Plain with { Encoder = new SdEncoderConfig { Channels = 24, Multipliers = [1, 2], ResBlocks = 1 } };
        SafetensorsFile.Write(File, PublishedModels.Tensors(odd));
        AssertRefused(File, "24 channels", "32 groups");
    }

    [Fact]
    public void One_weight_under_two_names_is_refused()
    {
        PublishedModels.Write(_folder["model.safetensors"], PublishedModels.Plain);
        using (var model = ModelSource.Open(_folder["model.safetensors"]))
            ModelExporter.WriteDiffusers(model, _folder["folder"]);
        using (var source = SafetensorsFile.Open(Path.Combine(_folder["folder"], "diffusion_pytorch_model.safetensors")))
            SafetensorsFile.Write(File, [.. source.Tensors.Keys.Select(t => Copy(source, t)), Zeros("encoder.mid_block.attentions.0.query.bias", 64)]);
        AssertRefused(File, "encoder.mid_block.attentions.0.query.bias", "encoder.mid_block.attentions.0.to_q.bias");
    }

    [Fact]
    public void A_model_file_has_its_config_within()
    {
        PublishedModels.Write(_folder["model.safetensors"], PublishedModels.Plain);
        System.IO.File.WriteAllText(_folder["config.json"], "{}");
        var error = Assert.Throws<CheckpointException>(() => ModelSource.Open(_folder["model.safetensors"], _folder["config.json"]));
        Assert.Contains("config within", error.Message);
        using var model = ModelSource.Open(_folder["model.safetensors"]);
        Assert.Equal(ModelForm.LiteVae, model.Form);
    }

    [Fact]
    public void Places_without_a_model_are_named()
    {
        AssertRefused(_folder["none"], "none", "no such file");
        AssertRefused(_folder.Root, "config.json");
        System.IO.File.WriteAllText(_folder["config.json"], "{}");
        AssertRefused(_folder.Root, "has no weights", "diffusion_pytorch_model.safetensors");
    }

    private static StoredTensor Zeros(string name, params long[] shape) => StoredTensor.Of(name, shape, new float[shape.Aggregate(1L, (product, size) => product * size)]);

    private static StoredTensor Copy(SafetensorsFile file, string name)
    {
        var values = new float[file.Tensors[name].Count];
        file.Read(name, values);
        return StoredTensor.Of(name, file.Tensors[name].Shape, values);
    }

    private static void AssertRefused(string path, params string[] reasons)
    {
        var error = Assert.Throws<CheckpointException>(() => ModelSource.Open(path));
        Assert.All(reasons, reason => Assert.Contains(reason, error.Message));
    }

    private KeyValuePair<string, string>[] Imported(string path)
    {
        using var model = ModelSource.Open(path);
        Assert.Equal(ModelForm.Diffusers, model.Form);
        model.Save(_folder["imported.safetensors"]);
        return [.. PublishedModels.Content(_folder["imported.safetensors"]).OrderBy(c => c.Key)];
    }
}
