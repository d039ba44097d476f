import { latest, post, postJson } from "./api.js";
import { byId, h, picture, say } from "./dom.js";
import { slider } from "./slider.js";
import { cover, example } from "./source.js";

const next = latest();

const toBase64 = async blob => {
  const data = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let i = 0; i < data.length; i += 0x8000) text += String.fromCharCode(...data.subarray(i, i + 0x8000));
  return btoa(text);
};

// The latent lives in the page: each change sends it, and the service decodes it and keeps nothing.
export function showEditing(result) {
  let other = null;
  let shownUrl = null;
  const edited = h("img", { src: `data:image/png;base64,${result.reconstruction}`, alt: "Picture of the edited latent" });
  const range = (id, name, max, step, value) => {
    const output = h("output", { htmlFor: id }, String(value));
    const input = h("input", { id, type: "range", min: 0, max, step, value, oninput: () => { output.value = input.value; decode(); } });
    return { input, parts: [h("label", { htmlFor: id }, name), input, output], reset: () => { input.value = value; output.value = String(value); } };
  };
  const scale = range("edit-scale", "Scale", 3, 0.05, 1);
  const noise = range("edit-noise", "Noise", 2, 0.05, 0);
  const mix = range("edit-mix", "Second picture", 1, 0.02, 0);
  mix.input.disabled = true;
  const boxes = result.channels.map((_, i) => h("input", { type: "checkbox", checked: true, onchange: () => decode() }));

  async function decode() {
    const signal = next();
    const dropped = boxes.flatMap((box, i) => box.checked ? [] : [i]);
    try {
      const answer = await postJson(`/studio/edit?model=${encodeURIComponent(result.model)}`, {
        latent: result.latent, other: other ?? undefined, mix: Number(mix.input.value), scale: Number(scale.input.value), noise: Number(noise.input.value),
        seed: 1, dropped, width: result.width, height: result.height,
      }, {}, signal);
      const url = URL.createObjectURL(await answer.blob());
      edited.src = url;
      await edited.decode().catch(() => {});
      if (shownUrl) URL.revokeObjectURL(shownUrl);
      shownUrl = url;
      say(`Decoded: scale ${scale.input.value}, noise ${noise.input.value}, ${dropped.length === 0 ? "all channels" : `without channel ${dropped.join(", ")}`}${other ? `, ${Math.round(100 * mix.input.value)} % of the second picture` : ""}.`);
    } catch (error) {
      if (error.name !== "AbortError") say(error.message, true);
    }
  }

  async function takeOther(blob) {
    try {
      const png = await cover(blob, result.width, result.height);
      const answer = await post(`/v1/encode?model=${encodeURIComponent(result.model)}`, png, { "Content-Type": "image/png", Accept: "application/x-npy" });
      other = await toBase64(await answer.blob());
      mix.input.disabled = false;
      mix.input.value = 0.5;
      mix.parts[2].value = "0.5";
      await decode();
    } catch (error) {
      say(error.message, true);
    }
  }

  const reset = () => {
    for (const part of [scale, noise, mix]) part.reset();
    for (const box of boxes) box.checked = true;
    decode();
  };
  const panel = byId("editing");
  panel.hidden = false;
  panel.replaceChildren(
    h("h2", { id: "edit-title" }, "Edit the latent"),
    h("div", { className: "pair" },
      slider(picture(result.reconstruction, "Reconstruction"), edited, "Reconstruction", "Edited"),
      h("form", { className: "panel", "aria-labelledby": "edit-title", onsubmit: event => event.preventDefault() },
        h("div", { className: "controls" }, ...scale.parts, ...noise.parts, ...mix.parts),
        h("p", { className: "row" },
          h("input", { id: "other", type: "file", accept: "image/*", className: "visually-hidden", onchange: event => event.target.files[0] && takeOther(event.target.files[0]) }),
          h("label", { className: "button", htmlFor: "other" }, "Choose a second picture"),
          h("button", { type: "button", className: "plain", onclick: async () => takeOther(await example(3)) }, "Take example 3"),
          h("button", { type: "button", className: "plain", onclick: reset }, "Reset")),
        h("fieldset", {}, h("legend", {}, "Channels; one that is left out is replaced by its mean"),
          h("div", { className: "chips" }, ...boxes.map((box, i) => h("label", {}, box, ` ${i}`)))),
        h("p", { className: "note" }, "Scale multiplies each channel's deviation from its mean; noise is in standard deviations of each channel."))));
}
