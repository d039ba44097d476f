import { h } from "./dom.js";

// Two pictures over each other; a slider, by keyboard or pointer, tells how much of each is seen.
export function slider(left, right, leftName, rightName) {
  const stack = h("div", { className: "stack" }, left, right);
  const input = h("input", { type: "range", min: 0, max: 100, step: 1, value: 50, "aria-label": `Boundary between ${leftName} and ${rightName}` });
  const set = value => {
    input.value = value;
    stack.style.setProperty("--at", `${input.value}%`);
    input.setAttribute("aria-valuetext", `${leftName} on the left ${input.value} %`);
  };
  const follow = event => {
    const box = stack.getBoundingClientRect();
    set(Math.round(100 * (event.clientX - box.left) / box.width));
  };
  stack.addEventListener("pointerdown", event => {
    event.preventDefault();
    stack.setPointerCapture(event.pointerId);
    follow(event);
  });
  stack.addEventListener("pointermove", event => event.buttons && follow(event));
  input.addEventListener("input", () => set(input.value));
  left.draggable = right.draggable = false;
  set(50);
  return h("div", { className: "slider", role: "group", "aria-label": `${leftName} and ${rightName}` },
    stack, input, h("div", { className: "ends", "aria-hidden": "true" }, h("span", {}, leftName), h("span", {}, rightName)));
}
