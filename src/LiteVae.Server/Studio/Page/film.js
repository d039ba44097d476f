import { get } from "./api.js";
import { byId, h, say } from "./dom.js";

const most = 16;
const urls = new Map();
let shown = "";

const stepOf = name => Number(name.match(/\d+/)?.[0] ?? 0);

async function urlOf(run, name, progress) {
  const path = `/studio/runs/pictures?run=${encodeURIComponent(run)}&picture=${encodeURIComponent(name)}&progress=${progress}`;
  if (!urls.has(path)) urls.set(path, get(path).then(answer => answer.blob()).then(blob => URL.createObjectURL(blob)));
  urls.get(path).catch(() => urls.delete(path)); // asked for again next time
  return urls.get(path);
}

const thin = names => names.length <= most ? names : Array.from({ length: most }, (_, i) => names[Math.round(i * (names.length - 1) / (most - 1))]);

const frame = (run, name, progress, alt) => {
  const image = h("img", { alt, loading: "lazy" });
  urlOf(run, name, progress).then(url => { image.src = url; }, error => say(error.message, true));
  return image;
};

// What was chosen stays chosen when there are new pictures; step null is the newest one.
const chosen = { run: null, step: null };

function sheet(runs) {
  const { name: run, pictures } = runs.find(r => r.name === chosen.run) ?? runs[0];
  const steps = pictures.map(stepOf);
  const index = chosen.step === null ? -1 : steps.indexOf(chosen.step);
  const output = h("output", { htmlFor: "sheet-step" });
  const image = h("img");
  const show = async at => {
    output.value = `step ${steps[at]}`;
    image.alt = `Samples of ${run} at ${output.value}`;
    try {
      image.src = await urlOf(run, pictures[at], false);
    } catch (error) {
      say(error.message, true);
    }
  };
  const last = pictures.length - 1;
  const input = h("input", { id: "sheet-step", type: "range", min: 0, max: last, value: index < 0 ? last : index });
  input.addEventListener("input", () => {
    const at = Number(input.value);
    chosen.step = at === last ? null : steps[at];
    show(at);
  });
  const select = runs.length < 2 ? null : h("select", { id: "sheet-run", "aria-label": "Run whose samples are shown" }, ...runs.map(r => h("option", { selected: r.name === run }, r.name)));
  select?.addEventListener("change", () => {
    Object.assign(chosen, { run: select.value, step: null });
    card.replaceWith(sheet(runs));
    byId("sheet-run").focus();
  });
  show(Number(input.value));
  const card = h("div", { className: "card" }, h("h3", {}, "Samples of ", select ?? run), h("div", { className: "controls" }, h("label", { htmlFor: "sheet-step" }, "Step"), input, output), image);
  return card;
}

// One strip for each chosen run, and the sample sheet of one; drawn anew only where there are new pictures.
export function showFilm(curves) {
  const now = JSON.stringify(curves.map(c => [c.name, c.pictures.length, c.progress.length]));
  if (now === shown) return;
  shown = now;
  const places = new Map([...document.querySelectorAll(".film")].map(strip => [strip.getAttribute("aria-label"), strip.scrollLeft]));
  const focused = document.activeElement?.id;
  const strips = curves.filter(c => c.progress.length > 0).map(c => h("div", {},
    h("h3", {}, `One picture over time: ${c.name}`),
    h("div", { className: "film", tabIndex: 0, role: "region", "aria-label": `Film strip of ${c.name}` }, ...thin(c.progress).map(name =>
      h("figure", {}, frame(c.name, name, true, `${c.name} at step ${stepOf(name)}`), h("figcaption", {}, `step ${stepOf(name)}`))))));
  const drawn = curves.filter(c => c.pictures.length > 0);
  byId("film").replaceChildren(...strips, ...(drawn.length > 0 ? [sheet(drawn)] : []));
  for (const strip of document.querySelectorAll(".film")) strip.scrollLeft = places.get(strip.getAttribute("aria-label")) ?? 0;
  if (focused?.startsWith("sheet-")) byId(focused)?.focus({ preventScroll: true });
}
