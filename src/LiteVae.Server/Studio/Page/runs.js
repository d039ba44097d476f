import { getJson, post } from "./api.js";
import { chart, short } from "./chart.js";
import { byId, duration, h, say } from "./dom.js";
import { showFilm } from "./film.js";

const interval = 2000;
const standard = [["loss/total", "Loss", ""], ["eval/psnr", "PSNR", "dB"], ["images_per_second", "Speed", "images/s"]];
const colors = new Map();
let timer = null;
let chosen = null;
let states = new Map();
let busy = false;
let again = false;
let failed = false;

const colorOf = name => {
  if (!colors.has(name)) colors.set(name, [0, 1, 2, 3, 4, 5].find(c => ![...colors.values()].includes(c)) ?? colors.size % 6);
  return colors.get(name);
};

function choose(name, isOn) {
  if (isOn) chosen.add(name);
  else {
    chosen.delete(name);
    colors.delete(name);
  }
  refresh();
}

function ask(run) {
  const dialog = h("dialog", { "aria-labelledby": "stop-title" },
    h("h2", { id: "stop-title" }, `Stop ${run.name}?`),
    h("p", { className: "note" }, "It completes its step and writes a checkpoint; litevae train --resume goes on from there."),
    h("form", { method: "dialog", className: "row" }, h("button", { value: "no", className: "plain" }, "Keep it running"), h("button", { value: "yes", className: "danger" }, "Stop it")));
  dialog.addEventListener("close", async () => {
    dialog.remove();
    if (dialog.returnValue !== "yes") return;
    try {
      await post(`/studio/runs/stop?run=${encodeURIComponent(run.name)}`, null, { "LiteVae-Studio": "stop" });
      say(`${run.name} was asked to stop.`);
    } catch (error) {
      say(error.message, true);
    }
  });
  document.body.append(dialog);
  dialog.showModal();
}

function row(run) {
  const box = h("input", { type: "checkbox", checked: chosen.has(run.name), "aria-label": `Show ${run.name}`, onchange: event => choose(run.name, event.target.checked) });
  const key = chosen.has(run.name) ? h("span", { className: `key s${colorOf(run.name)}`, "aria-hidden": "true" }, h("i")) : null;
  return h("tr", { "data-run": run.name },
    h("td", {}, box), h("th", { scope: "row" }, key, run.name),
    h("td", { className: "text" }, h("span", { className: `pill ${run.state}`, title: run.message ?? "" }, run.state),
      run.can_be_stopped ? h("button", { type: "button", className: "plain", "aria-label": `Stop ${run.name}`, onclick: () => ask(run) }, "Stop") : null),
    h("td", {}, `${short(run.step)}${run.total_steps ? ` of ${short(run.total_steps)}` : ""}`),
    h("td", {}, run.figure ?? "–"),
    h("td", {}, run.images_per_second === undefined ? "–" : run.images_per_second.toFixed(1)),
    h("td", {}, run.remaining_seconds === undefined ? "–" : duration(run.remaining_seconds)),
    h("td", { className: "narrow-hidden text" }, run.model ?? "–"));
}

// The focus stays where it was, though the table is made anew.
function showTable(runs) {
  const focused = document.activeElement?.getAttribute("aria-label");
  byId("runs-table").replaceChildren(h("div", { className: "table", tabIndex: 0, role: "region", "aria-label": "Runs" }, h("table", {},
    h("thead", {}, h("tr", {}, ...["Show", "Run", "State", "Step", "Samples", "Images/s", "Remaining"].map((t, i) => h("th", { scope: "col", className: i < 3 ? "text" : "" }, t)), h("th", { scope: "col", className: "narrow-hidden text" }, "Model"))),
    h("tbody", {}, ...runs.map(row)))));
  if (focused) [...document.querySelectorAll("#runs-table [aria-label]")].find(e => e.getAttribute("aria-label") === focused)?.focus({ preventScroll: true });
}

function tellChanges(runs) {
  for (const run of runs) {
    const before = states.get(run.name);
    if (before && before !== run.state) say(`${run.name} is ${run.state} now.`);
  }
  states = new Map(runs.map(run => [run.name, run.state]));
}

async function refresh() {
  again = busy; // a choice that was made meanwhile is shown next
  if (busy) return;
  busy = true;
  try {
    const { enabled, runs } = await getJson("/studio/runs");
    if (failed) say("");
    failed = false;
    byId("no-runs").hidden = enabled && runs.length > 0;
    byId("no-runs").textContent = enabled ? "The folder holds no runs yet." : "No runs are shown. Start the service with litevae serve --runs FOLDER.";
    byId("chart-form").hidden = runs.length === 0;
    if (runs.length === 0) return;
    chosen ??= new Set([(runs.find(r => r.state === "running") ?? runs.at(-1)).name]);
    for (const name of [...chosen].filter(n => !runs.some(r => r.name === n))) chosen.delete(name);
    tellChanges(runs);
    showTable(runs);
    await showCurves();
  } catch (error) {
    failed = true;
    say(error.message, true);
  } finally {
    busy = false;
    if (again) refresh();
  }
}

async function showCurves() {
  const more = byId("more").value;
  const wanted = more ? [...standard, [more, more, ""]] : standard;
  const query = wanted.map(([name]) => `&curve=${encodeURIComponent(name)}`).join("");
  const curves = await Promise.all([...chosen].slice(0, 6).map(name => getJson(`/studio/runs/curves?run=${encodeURIComponent(name)}${query}`)));
  const names = [...new Set(curves.flatMap(c => c.names))].filter(n => !standard.some(([s]) => s === n));
  if (byId("more").options.length !== names.length + 1) byId("more").replaceChildren(h("option", { value: "" }, "none"), ...names.map(n => h("option", { value: n, selected: n === more }, n)));
  byId("charts").replaceChildren(...wanted
    .map(([name, title, unit]) => [title, unit, curves.flatMap(c => c.series[name] ? [{ name: c.name, color: colorOf(c.name), ...c.series[name] }] : [])])
    .filter(([, , lines]) => lines.length > 0)
    .map(([title, unit, lines]) => chart(title, unit, lines, byId("scale").value)));
  showFilm(curves);
}

export function start() {
  for (const id of ["more", "scale"]) byId(id).addEventListener("change", refresh);
  byId("chart-form").addEventListener("submit", event => event.preventDefault());
  return {
    shown: () => {
      refresh();
      timer ??= setInterval(() => document.hidden || refresh(), interval);
    },
    left: () => {
      clearInterval(timer);
      timer = null;
    },
  };
}
