// The screen works without this script; with it the map is lit and the fortnight is drawn.

function hasWebGL(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

async function start(): Promise<void> {
  const box = document.getElementById("screen-map");
  const fortnight = document.getElementById("fortnight");
  if (fortnight) void import("./fortnight").then(({ draw }) => draw(fortnight));
  if (!box || !hasWebGL()) return;
  try {
    const { light } = await import("./map");
    await light(box);
  } catch (error) {
    // The drawing of the server stays.
    console.warn("map", error);
  }
}

void start();
