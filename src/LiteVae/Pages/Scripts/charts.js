// Charts with data: values are read at the pointer, a range of steps is chosen by dragging or in the form above, and the
// vertical axis is linear or logarithmic. Without this script the charts are there as they were written.
{
  const charts = [...document.querySelectorAll(".chart[data-lines]")];
  const form = document.querySelector("form.view");
  const view = { from: 0, to: Infinity, scale: "auto" };

  const digits = value => {
    const size = Math.abs(value);
    const places = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.09995 ? 3 : size >= 0.009995 ? 4 : 5;
    return String(Number(value.toFixed(places)));
  };
  const short = value => {
    const size = Math.abs(value);
    if (size === 0) return "0";
    if (size >= 999.5e6) return digits(value / 1e9) + "G";
    if (size >= 999.5e3) return digits(value / 1e6) + "M";
    if (size >= 9999.5) return digits(value / 1e3) + "k";
    if (size >= 999.5) return value.toFixed(0);
    if (size < 1e-3) return value.toExponential(2).replace(/\.?0+e/, "e").replace("e+", "e");
    return digits(value);
  };
  const whole = n => n.toLocaleString("en").replaceAll(",", "\u202f");

  const logarithmicMarks = (low, high) => {
    const decades = [];
    for (let d = Math.floor(Math.log10(low)); d <= Math.ceil(Math.log10(high)); d++) decades.push(d);
    for (const factors of [[1, 2, 5], [1, 3], [1]]) {
      const marks = decades.flatMap(d => factors.map(m => m * 10 ** d)).filter(v => v >= low && v <= high);
      if (marks.length <= 5) return marks;
    }
    const every = Math.ceil(decades.length / 5);
    return decades.filter(d => d % every === 0).map(d => 10 ** d).filter(v => v >= low && v <= high);
  };
  const verticalAxis = (values, from, to) => {
    let [low, high] = [Math.min(...values), Math.max(...values)];
    const logarithmic = low > 0 && (view.scale === "log" || view.scale === "auto" && high / low > 10);
    if (logarithmic) {
      const margin = high > low ? (high / low) ** 0.04 : 1.1;
      [low, high] = [low / margin, high * margin];
    } else {
      const margin = high > low ? 0.06 * (high - low) : Math.max(Math.abs(high) * 0.1, 1e-9);
      [low, high] = [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin];
    }
    const share = logarithmic ? v => Math.log(v / low) / Math.log(high / low) : v => (v - low) / (high - low);
    return { logarithmic, marks: logarithmic ? logarithmicMarks(low, high) : linearMarks(low, high), at: v => from + share(v) * (to - from) };
  };

  const element = (name, attributes, text) => {
    const made = document.createElementNS(charts[0].querySelector("svg").namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const path = (points, x, y) => points.length ? "M" + points.map(p => `${x(p[0]).toFixed(1)} ${y(p.at(-1)).toFixed(1)}`).join("L") : "";

  const prepare = chart => {
    const [left, right, top, bottom] = chart.dataset.frame.split(" ").map(Number);
    const lines = JSON.parse(chart.dataset.lines);
    const phases = JSON.parse(chart.dataset.phases);
    const end = Number(chart.dataset.end);
    const svg = chart.querySelector("svg");
    const [axes, drawn, cursor] = ["axes", "lines", "cursor"].map(name => svg.querySelector("." + name));
    const band = svg.appendChild(element("rect", { class: "band", y: top, height: bottom - top, width: 0 }));
    const output = chart.querySelector("output");
    const last = output.textContent;
    let from, to, y;

    const x = step => left + (step - from) / (to - from) * (right - left);
    const stepAt = at => from + Math.min(Math.max((at - left) / (right - left), 0), 1) * (to - from);
    const within = points => points.filter(p => p[0] >= from && p[0] <= to);

    const draw = () => {
      [from, to] = [view.from, Math.min(view.to, end)];
      const values = lines.flatMap(line => [...within(line.raw), ...within(line.smooth)].map(p => p.at(-1)));
      axes.replaceChildren();
      drawn.replaceChildren();
      const scale = chart.querySelector(".scale");
      scale.hidden = true;
      if (values.length === 0) return;
      y = verticalAxis(values, bottom, top);
      scale.hidden = !y.logarithmic;
      for (const value of y.marks) {
        axes.append(element("line", { class: "grid", x1: left, x2: right, y1: y.at(value), y2: y.at(value) }));
        axes.append(element("text", { x: left - 6, y: y.at(value) + 3.5, "text-anchor": "end" }, short(value)));
      }
      for (const step of linearMarks(from, to)) axes.append(element("text", { x: x(step), y: bottom + 15, "text-anchor": "middle" }, short(step)));
      for (const [step, name] of phases) {
        if (phases.length < 2 || step < from || step > to) continue;
        axes.append(element("line", { class: "phase", x1: x(step), x2: x(step), y1: 4, y2: bottom }));
        const late = x(step) > right - 40;
        axes.append(element("text", { class: "phase", x: x(step) + (late ? -4 : 4), y: 11, "text-anchor": late ? "end" : "start" }, name));
      }
      for (const line of lines) {
        drawn.append(element("path", { class: `raw ${line.style}`, d: path(within(line.raw), x, y.at) }));
        drawn.append(element("path", { class: line.style, d: path(within(line.smooth), x, y.at) }));
      }
    };

    const pointer = event => {
      const box = svg.getBoundingClientRect();
      return (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
    };
    const nearest = (points, step) => points.reduce((a, b) => Math.abs(b[0] - step) < Math.abs(a[0] - step) ? b : a);
    const read = at => {
      const shown = lines.map(line => [line, within(line.smooth)]).filter(([, points]) => points.length).map(([line, points]) => [line, nearest(points, stepAt(at))]);
      if (shown.length === 0) return;
      const [, [step, images, value]] = shown[0];
      cursor.removeAttribute("hidden");
      for (const end of ["x1", "x2"]) cursor.firstElementChild.setAttribute(end, x(step));
      cursor.lastElementChild.setAttribute("cx", x(step));
      cursor.lastElementChild.setAttribute("cy", y.at(value));
      const named = shown.map(([line, point]) => (lines.length > 1 ? line.name + " " : "") + short(point[2])).join(", ");
      output.textContent = `${named}${chart.dataset.unit} at step ${whole(step)}${lines.length > 1 ? "" : ` (${whole(images)} images)`}`;
    };

    let start = null;
    svg.addEventListener("pointerdown", event => {
      if (event.button !== 0) return;
      start = pointer(event);
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", event => {
      const at = pointer(event);
      read(at);
      if (start !== null) {
        const [a, b] = [Math.max(left, Math.min(start, at)), Math.min(right, Math.max(start, at))];
        band.setAttribute("x", a);
        band.setAttribute("width", Math.max(0, b - a));
      }
    });
    const release = event => {
      const [a, b] = start === null ? [0, 0] : [Math.min(start, pointer(event)), Math.max(start, pointer(event))];
      start = null;
      band.setAttribute("width", 0);
      if (event.type === "pointerup" && b - a > 6 && stepAt(b) - stepAt(a) >= 1) show(Math.round(stepAt(a)), Math.round(stepAt(b)));
    };
    svg.addEventListener("pointerup", release);
    svg.addEventListener("pointercancel", release);
    svg.addEventListener("dblclick", () => show(0, Infinity));
    svg.addEventListener("pointerleave", () => {
      cursor.setAttribute("hidden", "");
      output.textContent = last;
    });
    return { draw, end };
  };

  const prepared = charts.map(prepare);
  const longest = Math.max(1, ...prepared.map(chart => chart.end));
  const show = (from, to) => {
    [view.from, view.to] = [from, to >= longest ? Infinity : to];
    form.elements.from.value = from;
    form.elements.to.value = Math.min(to, longest);
    for (const chart of prepared) chart.draw();
  };
  if (form && prepared.length) {
    form.hidden = false;
    form.addEventListener("submit", event => event.preventDefault());
    form.addEventListener("input", () => {
      view.scale = form.elements.scale.value;
      const [from, to] = [Number(form.elements.from.value), Number(form.elements.to.value) || longest];
      if (from >= 0 && to > from) [view.from, view.to] = [from, to >= longest ? Infinity : to];
      for (const chart of prepared) chart.draw();
    });
    form.addEventListener("reset", () => {
      view.scale = "auto";
      setTimeout(() => show(0, Infinity));
    });
  }
}
