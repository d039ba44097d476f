import { getJson, onKeyNeeded } from "./api.js";
import { byId, h, say } from "./dom.js";
import { startInput } from "./input.js";
import { start as startPicture } from "./picture.js";

const views = ["picture", "compare", "generate", "runs"];
const lazy = {
  compare: () => import("./compare.js"),
  generate: () => import("./generate.js"),
  runs: () => import("./runs.js"),
};
const started = {};
let models = { models: [] };

onKeyNeeded(() => new Promise(resolve => {
  const form = byId("key");
  form.hidden = false;
  say("The service asks for an API key.");
  byId("key-input").focus();
  form.onsubmit = event => {
    event.preventDefault();
    form.hidden = true;
    say("");
    resolve(byId("key-input").value);
    byId("key-input").value = "";
  };
}));

async function show(name, focus) {
  for (const view of views) byId(`view-${view}`).hidden = view !== name;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${document.querySelector(`nav a[href="#${name}"]`).textContent} – LiteVAE studio`;
  if (focus) {
    byId("main").focus();
    say("");
  }
  if (name in lazy) {
    started[name] ??= lazy[name]().then(module => module.start(models));
    const view = await started[name];
    view?.shown?.();
  }
  for (const [other, view] of Object.entries(started)) {
    if (other !== name) (await view)?.left?.();
  }
}

const current = () => views.includes(location.hash.slice(1)) ? location.hash.slice(1) : "picture";
addEventListener("hashchange", () => views.includes(location.hash.slice(1)) && show(current(), true));

try {
  models = await getJson("/v1/models");
  for (const select of document.querySelectorAll("select[data-models]"))
    select.append(...models.models.map(model => h("option", { value: model.name, selected: model.is_default }, model.name)));
  if (models.models.length > 1) byId("model-b").selectedIndex = 1;
} catch (error) {
  say(error.message, true);
}
startInput();
startPicture();
await show(current(), false);
document.documentElement.dataset.ready = "true";
