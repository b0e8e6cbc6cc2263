// What follows live.js on a page: it gives each picture what the kernel drew when the page was built.

// A model for `render`. One control moves at a time; the others go back to where they start.
async function stored(script) {
  const bytes = Uint8Array.from(atob(script.textContent), letter => letter.charCodeAt(0));
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const { content: state, data } = decode(await new Response(inflated).arrayBuffer());
  const { controls, stops, layers, glyphs, values: start } = state, part = (place, length) => new Uint8Array(data, place, length);
  let changed;
  function go(name, value) {
    const { min = 0, step = 1 } = controls.find(one => one.name === name), all = stops[name];
    const [to, sentence, layer, ...frame] = all[Math.round((value - min) / step) % all.length];
    const values = { ...start, [name]: to };
    Object.assign(state, { values, sentence, layer, still: part(...layers[layer]), frame: part(...frame) });
  }
  Object.assign(state, { glyphs: part(...glyphs), alone: true });
  go(controls[0].name, start[controls[0].name]);
  return {
    get: trait => state[trait],
    on(event, act) { if (event === "change:answers") changed = act; },
    off() {},
    send({ values, client, turn }) {
      go(...Object.entries(values).at(-1));
      state.answers = [client, turn];
      changed();
    },
  };
}
for (const script of document.querySelectorAll("figure script"))
  stored(script).then(model => render({ model, el: script.parentElement }));

// What a link leads to may be folded away.
function unfold() {
  const goal = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let fold = goal?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  goal?.scrollIntoView();
}
addEventListener("hashchange", unfold);
if (location.hash) unfold();

// On paper nothing can be opened.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details.answer:not([open])")];
  opened.forEach(fold => { fold.open = true; });
});
addEventListener("afterprint", () => opened.forEach(fold => { fold.open = false; }));

// What scrolls in itself can be reached by keyboard.
function reach() {
  for (const box of document.querySelectorAll("pre, .equation, .line, .wide, .contents")) {
    if (box.scrollWidth > box.clientWidth || (box.className === "contents" && box.scrollHeight > box.clientHeight)) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}
addEventListener("resize", reach);
document.addEventListener("toggle", reach, true);
reach();
