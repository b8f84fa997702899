// Reading a QR code from a picture or from the camera, in this browser.
import decodeQR from "qr/decode.js";
import { QRCanvas, frameLoop, rearCamera } from "qr/dom.js";

/** A picture is looked at in these sizes (its longer side in pixels): photographs are often too large, screenshots too small. */
const SIZES = [1000, 1600, 640, 2400];

function pixels(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const [width, height] = [Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale))];
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** The text of the code in a picture; none when there is none that can be read. */
export async function readPicture(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  for (const side of SIZES) {
    try {
      return decodeQR(pixels(picture, side));
    } catch {
      // In this size it cannot be read; perhaps in the next.
    }
  }
  return undefined;
}

/** Looks through the camera until it sees a code. Gives a function that ends it. */
export async function watch(video, seen) {
  const camera = await rearCamera(video);
  const canvas = new QRCanvas();
  let ended = false;
  let looking = false;
  let stopLoop = () => {};
  const stop = () => {
    ended = true;
    stopLoop();
    camera.stop();
  };
  const lookOnce = async () => {
    // A frame that is not done with when the next one comes is enough.
    if (looking || ended) return;
    looking = true;
    try {
      // In the camera's own pixels: the window on the page is too small for a dense code.
      const text = await camera.readFrame(canvas, true);
      if (ended || typeof text !== "string" || text === "") return;
      stop();
      seen(text);
    } finally {
      looking = false;
    }
  };
  stopLoop = frameLoop(lookOnce, video);
  return stop;
}
