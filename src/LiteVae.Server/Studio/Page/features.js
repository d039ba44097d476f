import { latest, post } from "./api.js";
import { byId, h, picture, say } from "./dom.js";
import { prepare } from "./source.js";

const longest = 512; // the service takes no larger pictures here
const next = latest();

async function ask(blob, model) {
  const prepared = await prepare(blob, longest);
  const answer = await post(`/studio/features?model=${encodeURIComponent(model)}`, prepared.blob, { "Content-Type": "application/octet-stream" }, next());
  return answer.json();
}

function draw(panel, { width, height, stages }) {
  const grid = h("div", { className: "channels" });
  const note = h("p", { className: "note" });
  const select = h("select", { onchange: () => show(stages[select.selectedIndex]) }, ...stages.map(stage => h("option", {}, stage.name)));
  const show = stage => {
    grid.replaceChildren(...stage.maps.map((map, i) => h("figure", {}, picture(map, `${stage.name}, channel ${i}`, { className: "small" }, "image/webp"), h("figcaption", {}, h("b", {}, `${i}`)))));
    note.textContent = `${stage.maps.length} channels of ${stage.width}×${stage.height}, of the picture at ${width}×${height}. Black is nought, white the largest magnitude of the channel.`;
  };
  panel.replaceChildren(h("p", { className: "row" }, h("label", {}, "Stage ", select)), grid, note);
  show(stages[0]);
}

// The maps of a picture are computed when the panel is opened, and not before.
export function showFeatures(blob, model) {
  const panel = h("div", { className: "panel-body" });
  let asked = false;
  const details = h("details", { className: "card" }, h("summary", {}, "Feature maps, what the networks make of it"), panel);
  details.addEventListener("toggle", async () => {
    if (!details.open || asked) return;
    asked = true;
    panel.replaceChildren(h("p", { className: "note" }, "Computing …"));
    try {
      draw(panel, await ask(blob, model));
      say("The feature maps are shown.");
    } catch (error) {
      asked = false;
      if (error.name === "AbortError") return;
      panel.replaceChildren(h("p", { className: "note" }, "Nothing to show."));
      say(error.message, true);
    }
  });
  byId("features").hidden = false;
  byId("features").replaceChildren(details);
}
