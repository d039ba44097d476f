// linearMarks is the function of marks.js, the script of the reports, which the page loads before its modules.
import { h, svg } from "./dom.js";

const frame = { width: 420, height: 220, left: 48, right: 12, top: 10, bottom: 26 };

export const short = value => {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  if (size < 1e-3) return value.toExponential(1).replace("e-0", "e-");
  return String(Number(value.toPrecision(4)));
};

function axis(values, from, to, scale, isTime) {
  let [low, high] = [Math.min(...values), Math.max(...values)];
  const isLog = !isTime && low > 0 && (scale === "log" || scale === "auto" && high / low > 10);
  if (isLog) [low, high] = [Math.log10(low), Math.log10(high)];
  if (high === low) [low, high] = isTime ? [low, low + 1] : [low - Math.abs(low) * 0.1 - 1e-9, high + Math.abs(high) * 0.1 + 1e-9];
  else if (!isTime) [low, high] = [low - 0.05 * (high - low), high + 0.05 * (high - low)];
  const share = v => ((isLog ? Math.log10(v) : v) - low) / (high - low);
  const marks = isLog
    ? Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, d) => Math.floor(low) + d).flatMap(d => (high - low < 2 ? [1, 2, 5] : [1]).map(m => m * 10 ** d)).filter(v => share(v) >= 0 && share(v) <= 1)
    : linearMarks(low, high);
  return { marks, at: v => from + share(v) * (to - from) };
}

// lines: [{ name, color, steps, values }]; the newest values are in the words beside the chart, which screen readers read.
export function chart(title, unit, lines, scale) {
  const drawn = lines.filter(line => line.steps.length > 0);
  const described = drawn.map(line => `${line.name}: from ${short(line.values[0])} to ${short(line.values.at(-1))} at step ${line.steps.at(-1)}`).join("; ");
  const values = (indexOf, after) => [...drawn.flatMap(line => [h("span", { className: `key s${line.color}`, title: line.name }, h("i"), short(line.values[indexOf(line)])), " "]), after];
  const output = h("output", {}, ...values(line => line.values.length - 1, unit));
  const figure = h("figure", { className: "chart" }, h("figcaption", {}, h("b", {}, title), output));
  const image = svg("svg", { viewBox: `0 0 ${frame.width} ${frame.height}`, role: "img", "aria-label": `${title}${unit ? ` in ${unit}` : ""} by step. ${described}` });
  figure.append(image);
  if (drawn.length === 0) return figure;
  const x = axis(drawn.flatMap(l => l.steps), frame.left, frame.width - frame.right, "linear", true);
  const y = axis(drawn.flatMap(l => l.values), frame.height - frame.bottom, frame.top, scale, false);
  for (const mark of y.marks) {
    image.append(svg("line", { class: "grid", x1: frame.left, x2: frame.width - frame.right, y1: y.at(mark), y2: y.at(mark) }));
    image.append(svg("text", { x: frame.left - 6, y: y.at(mark) + 4, "text-anchor": "end" }, short(mark)));
  }
  for (const mark of x.marks) image.append(svg("text", { x: x.at(mark), y: frame.height - 8, "text-anchor": "middle" }, short(mark)));
  for (const line of drawn) {
    const points = line.steps.map((step, i) => `${x.at(step).toFixed(1)} ${y.at(line.values[i]).toFixed(1)}`);
    if (points.length > 1) image.append(svg("path", { class: `s${line.color}`, d: `M${points.join("L")}` }));
    image.append(svg("circle", { class: `s${line.color}`, cx: x.at(line.steps.at(-1)), cy: y.at(line.values.at(-1)), r: 3 }));
  }
  image.addEventListener("pointermove", event => {
    const box = image.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width * frame.width;
    const nearest = line => line.steps.reduce((best, step, i) => Math.abs(x.at(step) - at) < Math.abs(x.at(line.steps[best]) - at) ? i : best, 0);
    output.replaceChildren(...values(nearest, `at step ${drawn[0].steps[nearest(drawn[0])]}`));
  });
  image.addEventListener("pointerleave", () => output.replaceChildren(...values(line => line.values.length - 1, unit)));
  return figure;
}
