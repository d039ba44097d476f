// Reads a chart's value under the pointer into its heading.
for (const chart of document.querySelectorAll(".chart")) {
  const points = JSON.parse(chart.dataset.points);
  const svg = chart.querySelector("svg");
  const cursor = chart.querySelector(".cursor");
  const output = chart.querySelector("output");
  const last = output.textContent;
  const number = n => n.toLocaleString("en").replaceAll(",", "\u202f");
  svg.addEventListener("pointermove", event => {
    const box = svg.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
    const nearest = points.reduce((a, b) => Math.abs(b[0] - at) < Math.abs(a[0] - at) ? b : a);
    const [x, y, images, value, step] = nearest;
    cursor.removeAttribute("hidden");
    cursor.firstElementChild.setAttribute("x1", x);
    cursor.firstElementChild.setAttribute("x2", x);
    cursor.lastElementChild.setAttribute("cx", x);
    cursor.lastElementChild.setAttribute("cy", y);
    output.textContent = `${value}${chart.dataset.unit} at step ${number(step)} (${number(images)} images)`;
  });
  svg.addEventListener("pointerleave", () => {
    cursor.setAttribute("hidden", "");
    output.textContent = last;
  });
}
