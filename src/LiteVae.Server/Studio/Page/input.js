// Where a view takes its picture from: a file that is chosen, dropped or pasted, or an example.
import { h, say } from "./dom.js";
import { example } from "./source.js";

const areas = [];

function button(number, take) {
  const image = h("img", { alt: `Example ${number}`, width: 64, height: 64 });
  example(number, true).then(blob => { image.src = URL.createObjectURL(blob); }, () => {}); // the button works without its picture
  return h("button", { type: "button", onclick: () => example(number).then(take).catch(error => say(error.message, true)) }, image);
}

export function pictureInput(area, take) {
  const file = h("input", { id: `${area.id}-file`, type: "file", accept: "image/*", className: "visually-hidden" });
  file.addEventListener("change", () => {
    if (file.files.length > 0) take(file.files[0]);
    file.value = ""; // so that the same file can be chosen again
  });
  area.prepend(
    h("p", { className: "row" }, file, h("label", { className: "button", htmlFor: file.id }, "Choose a picture"), h("span", { className: "wide-only" }, "or drop it here, or paste it")),
    h("div", { className: "examples-row", role: "group", "aria-label": "Examples" }, ...[1, 2, 3, 4].map(number => button(number, take))));
  areas.push({ area, take });
}

// What is dropped or pasted goes to the view that is seen, or to the view of a picture.
function give(files) {
  const file = [...files].find(f => f.type.startsWith("image/")) ?? files[0]; // the service says what is wrong with another file
  if (!file) return;
  const seen = areas.find(({ area }) => area.offsetParent !== null);
  if (!seen) location.hash = "picture";
  (seen ?? areas[0]).take(file);
}

export function startInput() {
  for (const type of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(type, event => {
      event.preventDefault();
      for (const { area } of areas) area.classList.toggle("over", type === "dragover");
    });
  }
  document.addEventListener("drop", event => give(event.dataTransfer.files));
  document.addEventListener("paste", event => give(event.clipboardData?.files ?? []));
}
