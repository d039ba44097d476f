import { events, postJson } from "./api.js";
import { byId, h, say } from "./dom.js";

let running = null;

// Once a picture is done, a slider goes through the steps that led to it.
function showSteps(cell, seed, steps) {
  if (steps.length < 2) return cell.progress.remove();
  const last = steps.length - 1;
  const input = h("input", { type: "range", min: 0, max: last, value: last, "aria-label": `Step of seed ${seed}` });
  input.addEventListener("input", () => {
    const [step, source] = steps[input.value];
    cell.image.src = source;
    cell.caption.textContent = Number(input.value) === last ? `Seed ${seed}` : `Seed ${seed}, step ${step}`;
    input.setAttribute("aria-valuetext", `step ${step}`);
  });
  cell.progress.replaceWith(input);
}

async function draw(cell, request, signal) {
  const steps = [];
  const answer = await postJson("/v1/sample", request, { Accept: "text/event-stream" }, signal);
  for await (const { type, data } of events(answer)) {
    if (type === "error") throw new Error(`${data.title} ${data.detail}`);
    if (type === "progress") {
      cell.progress.value = data.step;
      cell.caption.textContent = `Seed ${request.seed}, step ${data.step} of ${data.steps}`;
      if (data.preview) {
        steps.push([data.step, `data:image/png;base64,${data.preview}`]);
        cell.image.alt = `Picture of seed ${request.seed}, not done yet`;
        cell.image.src = steps.at(-1)[1];
      }
    }
    if (type === "done") {
      cell.image.src = `data:${data.media_type};base64,${data.data}`;
      cell.image.alt = `Generated picture of seed ${request.seed}`;
      cell.caption.textContent = `Seed ${request.seed}`;
      if (steps.length > 0) steps[steps.length - 1][1] = cell.image.src;
      showSteps(cell, request.seed, steps);
    }
  }
}

function makeCell(seed, steps) {
  const cell = {
    image: h("img", { alt: "" }),
    progress: h("progress", { max: steps, value: 0, "aria-label": `Progress of seed ${seed}` }),
    caption: h("figcaption", {}, `Seed ${seed}, waiting`),
  };
  byId("grid").append(h("figure", {}, cell.image, cell.progress, cell.caption));
  return cell;
}

async function run() {
  running?.abort();
  const controller = running = new AbortController();
  const [count, seed, steps] = ["count", "seed", "steps"].map(id => Number(byId(id).value));
  const label = byId("class").value;
  byId("cancel").disabled = false;
  byId("grid").replaceChildren();
  const cells = Array.from({ length: count }, (_, i) => ({ seed: seed + i, ...makeCell(seed + i, steps) }));
  say(`Drawing ${count} pictures …`);
  try {
    for (const cell of cells) {
      await draw(cell, {
        seed: cell.seed, steps, preview_every: byId("watch").checked ? 1 : 0, guidance: Number(byId("guidance").value), ...(label === "" ? {} : { class: Number(label) }),
      }, controller.signal);
    }
    say(`${count} pictures are done.`);
  } catch (error) {
    say(error.name === "AbortError" ? "Canceled." : error.message, error.name !== "AbortError");
  } finally {
    if (running === controller) byId("cancel").disabled = true;
  }
}

export function start({ diffusion }) {
  byId("no-diffusion").hidden = Boolean(diffusion);
  byId("generate-form").hidden = !diffusion;
  if (!diffusion) return;
  if (diffusion.classes.length > 0) {
    byId("class").append(h("option", { value: "" }, "by turns"), ...diffusion.classes.map((name, i) => h("option", { value: i }, name)));
    byId("class-label").hidden = byId("guidance-label").hidden = false;
  }
  byId("generate-form").addEventListener("submit", event => {
    event.preventDefault();
    run();
  });
  byId("cancel").addEventListener("click", () => running?.abort());
}
