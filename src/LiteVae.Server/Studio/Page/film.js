import { get } from "./api.js";
import { byId, h, say } from "./dom.js";

const most = 16;
const urls = new Map();
let shown = "";

const stepOf = name => Number(name.match(/\d+/)?.[0] ?? 0);

async function urlOf(run, name, progress) {
  const path = `/studio/runs/pictures?run=${encodeURIComponent(run)}&picture=${encodeURIComponent(name)}&progress=${progress}`;
  if (!urls.has(path)) urls.set(path, get(path).then(answer => answer.blob()).then(blob => URL.createObjectURL(blob)));
  return urls.get(path);
}

const thin = names => names.length <= most ? names : Array.from({ length: most }, (_, i) => names[Math.round(i * (names.length - 1) / (most - 1))]);

const frame = (run, name, progress, alt) => {
  const image = h("img", { alt, loading: "lazy" });
  urlOf(run, name, progress).then(url => { image.src = url; }, error => say(error.message, true));
  return image;
};

function sheet({ name: run, pictures }) {
  const output = h("output", { htmlFor: "sheet-step" }, `step ${stepOf(pictures.at(-1))}`);
  const image = h("img", { alt: `Samples of ${run} at step ${stepOf(pictures.at(-1))}` });
  const set = async index => {
    output.value = `step ${stepOf(pictures[index])}`;
    image.alt = `Samples of ${run} at ${output.value}`;
    image.src = await urlOf(run, pictures[index], false);
  };
  const input = h("input", { id: "sheet-step", type: "range", min: 0, max: pictures.length - 1, value: pictures.length - 1, oninput: () => set(Number(input.value)) });
  set(pictures.length - 1).catch(error => say(error.message, true));
  return h("div", { className: "card" }, h("h3", {}, `Samples of ${run}`), h("div", { className: "controls" }, h("label", { htmlFor: "sheet-step" }, "Step"), input, output), image);
}

// One strip for each chosen run, and the sample sheet of the first; drawn anew only where there are new pictures.
export function showFilm(curves) {
  const now = JSON.stringify(curves.map(c => [c.name, c.pictures.length, c.progress.length]));
  if (now === shown) return;
  shown = now;
  const strips = curves.filter(c => c.progress.length > 0).map(c => h("div", {},
    h("h3", {}, `One picture over time: ${c.name}`),
    h("div", { className: "film", tabIndex: 0, role: "region", "aria-label": `Film strip of ${c.name}` }, ...thin(c.progress).map(name =>
      h("figure", {}, frame(c.name, name, true, `${c.name} at step ${stepOf(name)}`), h("figcaption", {}, `step ${stepOf(name)}`))))));
  const first = curves.find(c => c.pictures.length > 0);
  byId("film").replaceChildren(...strips, ...(first ? [sheet(first)] : []));
}
