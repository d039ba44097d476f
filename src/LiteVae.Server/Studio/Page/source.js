// The picture that the views share, as it was given. It is made smaller in the browser where that is wanted and the browser can read it.
import { get } from "./api.js";

let shared = null;

export const example = async (number, small = false) => (await get(`/studio/examples/${number}?small=${small}`)).blob();
export const share = blob => { shared = blob; };
export const sharedPicture = async () => shared ?? example(1);

export async function prepare(blob, longest) {
  if (!longest) return { blob };
  const bitmap = await createImageBitmap(blob).catch(() => null);
  if (bitmap === null || Math.max(bitmap.width, bitmap.height) <= longest) return { blob };
  const factor = longest / Math.max(bitmap.width, bitmap.height);
  const scaled = await draw(bitmap, Math.max(1, Math.round(bitmap.width * factor)), Math.max(1, Math.round(bitmap.height * factor)));
  return { blob: scaled, from: [bitmap.width, bitmap.height] };
}

// Fills a size, cut at the longer sides.
export async function cover(blob, width, height) {
  const bitmap = await createImageBitmap(blob);
  return draw(bitmap, width, height);
}

async function draw(bitmap, width, height) {
  const factor = Math.max(width / bitmap.width, height / bitmap.height);
  const [w, hgt] = [bitmap.width * factor, bitmap.height * factor];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, (width - w) / 2, (height - hgt) / 2, w, hgt);
  return canvas.convertToBlob({ type: "image/png" });
}
