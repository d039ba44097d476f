// Pictures: a slider between two of them, and an enlarged view. Without this script, all pictures lie side by side.
for (const pair of document.querySelectorAll(".compare")) {
  const slider = pair.querySelector("input");
  const set = () => pair.style.setProperty("--at", slider.value + "%");
  slider.addEventListener("input", set);
  set();
  pair.classList.add("on");
}
{
  const images = [...document.querySelectorAll("main figure img")];
  const dialog = document.querySelector("dialog.zoom");
  const large = dialog.querySelector("img");
  const caption = dialog.querySelector("p");
  let shown = 0;
  const show = index => {
    shown = (index + images.length) % images.length;
    const image = images[shown];
    const room = Math.min((innerWidth - 48) / image.naturalWidth, (innerHeight - 120) / image.naturalHeight);
    const factor = room >= 1 ? Math.floor(room) : room;
    large.src = image.src;
    large.alt = image.alt;
    large.width = Math.round(image.naturalWidth * factor);
    large.height = Math.round(image.naturalHeight * factor);
    caption.textContent = `${image.alt} (${image.naturalWidth}x${image.naturalHeight} pixels${factor > 1 ? `, ${factor} times enlarged` : ""})`;
  };
  images.forEach((image, index) => {
    const open = () => {
      show(index);
      dialog.showModal();
    };
    image.tabIndex = 0;
    image.setAttribute("role", "button");
    image.setAttribute("aria-label", `${image.alt}: enlarge`);
    image.addEventListener("click", open);
    image.addEventListener("keydown", event => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open();
    });
  });
  dialog.addEventListener("keydown", event => {
    if (event.key === "ArrowRight") show(shown + 1);
    if (event.key === "ArrowLeft") show(shown - 1);
  });
  dialog.addEventListener("click", event => event.target === dialog && dialog.close());
}
