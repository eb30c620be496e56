// Files chosen for a report: kept on this device first, made smaller, then given to the server one by one.
import * as store from "./store.js";

const EDGE = 1360;
const QUALITY = 0.72;

export async function smaller(file) {
  if (!file.type.startsWith("image/") || !self.createImageBitmap) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // the server says what is wrong with it
  }
}

async function ready(file) {
  if (!file.whole) return file;
  const light = await smaller(new File([file.blob], file.name, { type: file.type }));
  await store.smallerFile(file.id, light);
  return { id: file.id, name: light.name, blob: light };
}

// `send` gives one file to the server and may throw: that file and those behind it stay on this device.
async function give(draft, send) {
  for (const file of await store.filesOf(draft)) {
    await send(await ready(file));
    await store.dropFile(file.id);
  }
}

// The form, the sending and another tab must not give the same file side by side.
export const sendFiles = (draft, send) =>
  navigator.locks ? navigator.locks.request(`phongtrao-files ${draft}`, () => give(draft, send)) : give(draft, send);
