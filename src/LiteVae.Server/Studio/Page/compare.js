import { latest } from "./api.js";
import { byId, bytes, h, picture, say } from "./dom.js";
import { pictureInput } from "./input.js";
import { analyze, psnr, scaleBar } from "./picture.js";
import { slider } from "./slider.js";
import { prepare, share, sharedPicture } from "./source.js";

const next = latest();

function table(results) {
  const row = (title, of) => h("tr", {}, h("th", { scope: "row" }, title), ...results.map(r => h("td", {}, of(r))));
  return h("div", { className: "table", tabIndex: 0, role: "region", "aria-label": "Measures of both models" }, h("table", {},
    h("caption", {}, "Measures"),
    h("thead", {}, h("tr", {}, h("td"), ...results.map(r => h("th", { scope: "col" }, r.model)))),
    h("tbody", {},
      row("PSNR", r => `${psnr(r)} dB`),
      row("SSIM", r => r.ssim === undefined ? "–" : r.ssim.toFixed(4)),
      row("Latent", r => r.latent_shape.join("×")),
      row("Latent size", r => bytes(r.bytes.latent_half)),
      row("Encoding", r => `${r.seconds[0].toFixed(2)} s`),
      row("Decoding", r => `${r.seconds[1].toFixed(2)} s`))));
}

const withScale = (pair, result) => {
  pair.append(scaleBar(result));
  return pair;
};

async function run(given) {
  const signal = next();
  const form = byId("compare-form");
  form.setAttribute("aria-busy", "true");
  say("Computing with both models …");
  try {
    const original = given ?? await sharedPicture();
    share(original);
    const { blob } = await prepare(original, Number(byId("compare-side").value));
    const results = [];
    for (const id of ["model-a", "model-b"]) results.push(await analyze(blob, byId(id).value, signal));
    const [a, b] = results;
    byId("comparison").replaceChildren(
      table(results),
      h("div", { className: "pair" },
        slider(picture(a.reconstruction, `Reconstruction by ${a.model}`), picture(b.reconstruction, `Reconstruction by ${b.model}`), a.model, b.model),
        withScale(slider(picture(a.error_map, `Error of ${a.model}`), picture(b.error_map, `Error of ${b.model}`), `Error of ${a.model}`, `Error of ${b.model}`), a)),
      h("div", { className: "pair" }, h("div", { className: "card" }, h("h3", {}, "Original"), picture(a.original, "Original"))));
    say(`${a.model}: ${psnr(a)} dB; ${b.model}: ${psnr(b)} dB.`);
  } catch (error) {
    if (error.name !== "AbortError") say(error.message, true);
  } finally {
    if (!signal.aborted) form.removeAttribute("aria-busy");
  }
}

export function start({ models }) {
  byId("one-model").hidden = models.length > 1;
  pictureInput(byId("compare-form"), run);
  byId("compare-form").addEventListener("submit", event => {
    event.preventDefault();
    run();
  });
}
