import { latest, post } from "./api.js";
import { byId, bytes, h, picture, say, svg } from "./dom.js";
import { showEditing } from "./edit.js";
import { showFeatures } from "./features.js";
import { pictureInput } from "./input.js";
import { slider } from "./slider.js";
import { prepare, share } from "./source.js";

const next = latest();
let given = null;

export async function analyze(blob, model, signal) {
  const answer = await post(`/studio/analyze?model=${encodeURIComponent(model)}`, blob, { "Content-Type": "application/octet-stream" }, signal);
  return answer.json();
}

export const tile = (title, value, unit, note) => h("div", { className: "tile" },
  h("h3", {}, title), h("div", { className: "value" }, value, unit ? h("small", {}, ` ${unit}`) : null), note ? h("p", {}, note) : null);

export const psnr = result => Number.isFinite(result.psnr) ? result.psnr.toFixed(2) : "∞";

// What the colors of an error map mean.
export function scaleBar({ error_scale: { colors, low, high } }) {
  const count = 32 * (colors.length - 1);
  const bar = svg("svg", { viewBox: `0 0 ${count} 8`, preserveAspectRatio: "none", "aria-hidden": "true" });
  for (let i = 0; i < count; i++) {
    const [a, b, share] = [colors[Math.floor(i / 32)], colors[Math.floor(i / 32) + 1], i % 32 / 32];
    const color = a.map((value, c) => Math.round(value + share * (b[c] - value)));
    bar.append(svg("rect", { x: i, y: 0, width: count - i, height: 8, fill: `rgb(${color.join(" ")})` }));
  }
  return h("div", { className: "scale-bar" }, h("span", {}, low), bar, h("span", {}, high));
}

const errorMap = result => h("div", { className: "card" }, h("h3", {}, "Error"),
  picture(result.error_map, `Map of the error at each pixel, ${result.error_scale.low} to ${result.error_scale.high}`), scaleBar(result));

async function run(blob) {
  given = blob;
  const signal = next();
  const drop = byId("drop");
  drop.setAttribute("aria-busy", "true");
  say("Computing …");
  try {
    const prepared = await prepare(blob, Number(byId("side").value));
    const result = await analyze(prepared.blob, byId("model").value, signal);
    share(blob);
    show(result);
    showFeatures(prepared.blob, result.model);
    showEditing(result);
    const scaled = prepared.from ? `, made smaller from ${prepared.from.join("×")}` : "";
    say(`${result.width}×${result.height} pixels${scaled}: PSNR ${psnr(result)} dB${result.ssim === undefined ? "" : `, SSIM ${result.ssim.toFixed(4)}`}.`);
  } catch (error) {
    if (error.name !== "AbortError") say(error.message, true);
  } finally {
    if (!signal.aborted) drop.removeAttribute("aria-busy");
  }
}

function show(result) {
  const [z, rows, columns] = result.latent_shape;
  const sizes = result.bytes;
  const analysis = byId("analysis");
  analysis.hidden = false;
  analysis.replaceChildren(
    h("div", { className: "tiles" },
      tile("PSNR", psnr(result), "dB", "of the reconstruction"),
      tile("SSIM", result.ssim === undefined ? "–" : result.ssim.toFixed(4), "", result.ssim === undefined ? "from 11 pixels a side on" : "1 is the same picture"),
      tile("Latent", bytes(sizes.latent_half), "", `${z}×${rows}×${columns}, 2 bytes a value; ${bytes(sizes.latent_byte)} at 1`),
      tile("PNG", bytes(sizes.png), "", `JPEG of quality 90: ${bytes(sizes.jpeg)}; pixels: ${bytes(sizes.pixels)}`),
      tile("Time", result.seconds.reduce((a, b) => a + b).toFixed(2), "s", `encoding ${result.seconds[0].toFixed(2)}, decoding ${result.seconds[1].toFixed(2)}`)),
    h("div", { className: "pair" },
      slider(picture(result.original, "Original"), picture(result.reconstruction, "Reconstruction"), "Original", "Reconstruction"),
      errorMap(result)),
    h("div", { className: "pair" },
      result.subbands ? h("div", { className: "card" }, h("h3", {}, "Wavelet sub-bands, what the encoder sees"), picture(result.subbands, "Haar wavelet sub-bands of three levels"),
        h("p", { className: "note" }, "Lowpass at the top left; horizontal, vertical and diagonal details of each level around it, amplified four times.")) : h("div"),
      h("div", { className: "card" }, h("h3", {}, "Latent"),
        h("div", { className: "channels" },
          h("figure", {}, picture(result.latent_picture, "All channels in colors", { className: "small" }), h("figcaption", {}, h("b", {}, "all"), " in colors")),
          ...result.channels.map((channel, i) => h("figure", {}, picture(channel.picture, `Channel ${i}`, { className: "small" }),
            h("figcaption", {}, h("b", {}, `${i}`), ` ${channel.mean.toFixed(2)} ± ${channel.standard_deviation.toFixed(2)}`)))),
        h("p", { className: "note" }, "Each channel spans black to white; below it mean ± standard deviation."))));
}

export function start() {
  pictureInput(byId("drop"), run);
  for (const id of ["model", "side"]) byId(id).addEventListener("change", () => given && run(given));
}
