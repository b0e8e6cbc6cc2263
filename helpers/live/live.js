// The browser's side of a live picture: it draws what vectors.py recorded, has the controls, and says the sentence.
// JupyterLab loads it as an anywidget; the static pages give it stored frames in place of a kernel. `model` needs get(name),
// on(event, callback), off(event, callback) and send(message); its `alone` says that one control moves at a time.

const KEPT = 32, LAYERS = 4; // frames and still layers that a picture keeps
const SPRITES = 32; // more markers than this are drawn once and stamped, on whole pixels, as matplotlib does
const REST = 500, LATE = 800, FRAME = 33; // milliseconds: the hand rests, the kernel is late, the pace of a playback
const PRINT = 4; // device pixels per pixel, on paper
const SMALLEST = 480; // a picture shrinks to fit the window's height, but not below this width

// Recordings

function decode(bytes) {
  const { buffer, byteOffset, byteLength } = ArrayBuffer.isView(bytes) ? bytes : new DataView(bytes);
  const head = new DataView(buffer, byteOffset).getUint32(0, true);
  const content = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, byteOffset + 4, head)));
  return { content, data: buffer.slice(byteOffset + 4 + head, byteOffset + byteLength) };
}

// A path as the canvas wants it; `snap` may move each of its points, and what then leads nowhere is not drawn.
function shape([n, vertices, codes], data, snap) {
  const places = new Float32Array(data, vertices, 2 * n), kinds = new Uint8Array(data, codes, n), path = new Path2D();
  const place = i => (snap ?? Array.of)(places[2 * i], places[2 * i + 1]);
  const leadsOn = i => !snap || String(place(i)) !== String(place(i - 1));
  for (let i = 0; i < n; i++) {
    const kind = kinds[i];
    if (kind === 1) path.moveTo(...place(i));
    else if (kind === 2 && leadsOn(i)) path.lineTo(...place(i));
    else if (kind === 3) path.quadraticCurveTo(...place(i), ...place(++i));
    else if (kind === 4) path.bezierCurveTo(...place(i), ...place(i + 1), ...place(i += 2));
    else if (kind === 79) path.closePath();
  }
  return path;
}

// Colours. In a dark theme black and white change places, and what has a colour keeps it, as far as it stays legible.

const PAPER = { light: [255, 255, 255], dark: [17, 17, 17] };
const linear = part => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const contrast = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
// The colour, moved towards black or white until it stands out from the paper, on which it is laid with this alpha.
function legible(colour, paper, wanted, alpha = 1) {
  const goal = luminance(paper) > 0.18 ? 0 : 255, laid = colour => colour.map((part, i) => alpha * part + (1 - alpha) * paper[i]);
  let found = colour;
  for (let share = 0.1; contrast(laid(found), paper) < wanted && share <= 1; share += 0.1)
    found = colour.map(part => part + share * (goal - part));
  return found;
}
const turnedOver = colour => {
  const sum = Math.max(...colour) + Math.min(...colour); // twice the lightness
  return colour.map((part, i) => PAPER.dark[i] + (part + 255 - sum) * (1 - PAPER.dark[i] / 255));
};
const isGrey = colour => Math.max(...colour) - Math.min(...colour) < 50;

function css([r, g, b, alpha], dark, wanted) {
  let colour = [r, g, b];
  if (dark) {
    const before = contrast(colour, PAPER.light);
    if (isGrey(colour)) colour = turnedOver(colour);
    if (alpha > 0.5) colour = legible(colour, PAPER.dark, Math.min(before, wanted), alpha);
  }
  return `rgb(${colour.map(Math.round).join(" ")} / ${alpha})`;
}

// Drawing

class Painter {
  // scale: device pixels per pixel of the figure; height: of the canvas, in device pixels.
  constructor(context, scale, height, dark, glyphs) {
    Object.assign(this, { context, scale, height, dark, glyphs });
  }

  draw({ content, data }) {
    const { context } = this;
    let clip;
    for (const item of content) {
      const here = JSON.stringify([item.k, item.q, !item.m]);
      if (here !== clip) {
        if (clip !== undefined) context.restore();
        context.save();
        this.clip(item, data);
        clip = here;
      }
      if (item.t) this.words(item);
      else if (item.i) this.image(item, data);
      else this.path(item, data);
    }
    if (clip !== undefined) context.restore();
  }

  // From the figure's pixels, y up, to the canvas; with a transform before it.
  place(a = 1, b = 0, c = 0, d = 1, e = 0, f = 0) {
    const s = this.scale;
    this.context.setTransform(s * a, -s * b, s * c, -s * d, s * e, this.height - s * f);
  }

  clip({ k, q, m }, data) {
    const { context, scale, height } = this;
    if (k) {
      const [left, bottom, right, top] = [k[0], k[1], k[0] + k[2], k[1] + k[3]].map(v => Math.round(scale * v));
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.beginPath();
      const more = m ? 1 : 0; // Agg lets markers have one pixel more
      context.rect(left, height - top, right - left + more, top - bottom + more);
      context.clip();
    }
    if (q) {
      this.place();
      context.clip(shape(q, data));
    }
  }

  words({ t, at: [x, y, size, angle], f }) {
    const { context } = this, turn = angle * Math.PI / 180, cos = size * Math.cos(turn), sin = size * Math.sin(turn);
    const { scale, height } = this, left = Math.round(scale * x), base = Math.round(height - scale * y); // crisp
    context.fillStyle = css(f, this.dark, 4.5);
    for (const [glyph, along] of t) {
      context.setTransform(scale * cos, -scale * sin, -scale * sin, -scale * cos, left + scale * cos * along, base - scale * sin * along);
      context.fill(this.glyphs[glyph]);
    }
  }

  image({ i: [width, height, place], a, smooth }, data) {
    const pixels = new ImageData(new Uint8ClampedArray(data.slice(place, place + 4 * width * height)), width, height);
    if (this.dark) turnOverOpaque(pixels.data);
    const whole = new OffscreenCanvas(width, height);
    whole.getContext("2d").putImageData(pixels, 0, 0);
    this.context.imageSmoothingEnabled = Boolean(smooth);
    this.place(...a);
    this.context.drawImage(whole, 0, 0, 1, 1);
  }

  path(item, data) {
    const { context, scale, height, dark } = this, { m, n, f, s, w, d } = item, width = n ? w * scale : w;
    if (f) context.fillStyle = css(f, dark, s ? 1 : 3);
    if (s) {
      context.strokeStyle = css(s, dark, 3);
      context.lineWidth = width;
      context.lineJoin = item.j;
      context.lineCap = item.c;
      context.setLineDash(d ? d.slice(0, -1).map(part => part * (n ? scale : 1)) : []);
      context.lineDashOffset = d ? d.at(-1) * (n ? scale : 1) : 0;
    }
    const ink = path => {
      if (f) context.fill(path);
      if (s) context.stroke(path);
    };
    const half = s && Math.round(width) % 2 ? 0.5 : 0;
    const snapped = (x, y) => [Math.floor(scale * x + 0.501) + half, Math.floor(0.501 - scale * y) + half];
    const path = shape(item.p, data, n ? snapped : undefined), places = m ? new Float32Array(data, m[1], 2 * m[0]) : [0, 0];
    if (m?.[0] > SPRITES) return this.stamp(item, data, places);
    for (let i = 0; i < places.length; i += 2) {
      const x = Math.round(scale * places[i]), y = Math.round(height - scale * places[i + 1]);
      if (n) context.setTransform(1, 0, 0, 1, x, y);
      else if (m) context.setTransform(scale, 0, 0, -scale, x + 0.5, y + 0.5); // where Agg has markers
      else this.place();
      ink(path);
    }
  }

  stamp(item, data, places) {
    const { context, scale, height } = this, reach = this.reach(item, data), sprite = new OffscreenCanvas(2 * reach, 2 * reach);
    const painter = new Painter(sprite.getContext("2d"), scale, 2 * reach, this.dark);
    const middle = new Float32Array([reach / scale, reach / scale]);
    const copy = new Uint8Array(data.byteLength + 8);
    copy.set(new Uint8Array(data));
    copy.set(new Uint8Array(middle.buffer), data.byteLength);
    painter.path({ ...item, m: [1, data.byteLength] }, copy.buffer);
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (let i = 0; i < item.m[0]; i++)
      context.drawImage(sprite, Math.round(scale * places[2 * i]) - reach, Math.round(height - scale * places[2 * i + 1]) - reach);
  }

  // How far a marker reaches from its place, in device pixels.
  reach({ p: [n, vertices], w = 0 }, data) {
    return Math.ceil(this.scale * (Math.max(...new Float32Array(data, vertices, 2 * n).map(Math.abs)) + w)) + 1;
  }
}

// An image that covers its place is turned over; one that shines through keeps its inks.
function turnOverOpaque(data) {
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 255) continue;
    [data[i], data[i + 1], data[i + 2]] = turnedOver([data[i], data[i + 1], data[i + 2]]);
  }
}

// The page a picture scrolls in, if any does (an output may scroll a little by itself), and what lies behind it.

function scroller(node) {
  let page;
  for (let up = node.parentElement; up; up = up.parentElement)
    if (/auto|scroll/.test(getComputedStyle(up).overflowY) && up.scrollHeight > up.clientHeight + 1) page = up;
  return page;
}
function isDark(node) {
  for (let up = node; up; up = up.parentElement) {
    const [r, g, b, alpha = 1] = (getComputedStyle(up).backgroundColor.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    if (alpha) return luminance([r, g, b]) < 0.18;
  }
  return false;
}

// Elements

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in node && name !== "list") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}
let count = 0;
const labelled = (words, input) => {
  input.id = `live-${++count}-${Math.random().toString(36).slice(2)}`;
  return make("label", { htmlFor: input.id }, words);
};

// Controls. Each is {node, show(value)}, and calls move(value) when a hand moves it.

const tidy = (value, { places }) => Number(value.toFixed(places));
const within = (value, { min, max }) => Math.min(Math.max(value, min), max);
function written(value, { places }) {
  const short = value.toFixed(Math.max(0, places - 1));
  return Number(short) === value ? short : value.toFixed(places);
}

function numberBox(about, move) {
  const { min, max, step } = about, box = make("input", { type: "number", min, max, step });
  let now, typing = false;
  const show = value => {
    now = value;
    if (!typing) box.value = written(value, about);
  };
  box.addEventListener("input", () => { typing = true; });
  box.addEventListener("blur", () => { typing = false; show(now); });
  const take = () => {
    typing = false;
    const typed = box.valueAsNumber, was = now;
    show(Number.isNaN(typed) ? was : tidy(within(typed, about), about));
    if (now !== was) move(now);
  };
  box.addEventListener("change", take);
  box.addEventListener("keydown", event => { if (event.key === "Enter") take(); }); // JupyterLab keeps its change event
  return { box, show };
}

const kinds = {
  slider(about, move) {
    const { min, max, step, label } = about;
    const range = make("input", { type: "range", min, max, step }), { box, show } = numberBox(about, move);
    box.setAttribute("aria-label", label);
    range.addEventListener("input", () => move(tidy(range.valueAsNumber, about)));
    return {
      node: make("div", { className: "live-slider" }, labelled(label, range), range, box),
      show(value) {
        range.value = value;
        range.setAttribute("aria-valuetext", written(value, about));
        show(value);
      },
    };
  },

  playback(about, move, frameIsShown) {
    let now, timer, played;
    const stop = () => { clearInterval(timer); timer = undefined; run.textContent = "Run"; };
    const go = value => { stop(); move(within(value, about)); };
    const button = (words, act) => make("button", { type: "button", onclick: act }, words);
    const run = button("Run", () => {
      if (timer) return stop();
      run.textContent = "Pause";
      played = now;
      timer = setInterval(() => {
        if (!run.isConnected || now === about.max) stop();
        else if (frameIsShown()) move(played = Math.min(now + Math.max(1, Math.floor(about.max / 100)), about.max));
      }, FRAME);
    });
    const slider = kinds.slider({ ...about, label: "step" }, go);
    slider.node.append(button("Back", () => go(now - 1)), button("Step", () => go(now + 1)), run, button("Reset", () => go(0)));
    slider.node.classList.add("live-playback");
    const show = value => {
      if (timer && value !== played) stop(); // somebody else has moved it
      slider.show(now = value);
    };
    return { node: slider.node, show, stop };
  },

  menu({ label, options }, move) {
    const select = make("select", {}, ...options.map((words, value) => make("option", { value }, words)));
    select.addEventListener("input", () => move(Number(select.value)));
    return {
      node: make("div", { className: "live-menu" }, labelled(label, select), select),
      show(value) { select.value = value; },
    };
  },

  // A question, and a button for each answer; the value is the place of the chosen one, or null.
  choice({ label, options }, move) {
    const buttons = options.map((words, value) => make("button", { type: "button", onclick: () => move(value) }, words));
    return {
      node: make("div", { className: "live-choice", role: "group", ariaLabel: label }, make("p", {}, label), ...buttons),
      show(value) { buttons.forEach((button, i) => { button.ariaPressed = String(i === value); }); },
      describe({ disabled }) { for (const button of buttons) button.disabled = disabled; },
    };
  },

  tick({ label }, move) {
    const box = make("input", { type: "checkbox" });
    box.addEventListener("input", () => move(box.checked));
    return { node: make("div", { className: "live-tick" }, box, labelled(label, box)), show(value) { box.checked = value; } };
  },

  button({ label }, move) {
    let now;
    const button = make("button", { type: "button", onclick: () => move(now + 1) }, label);
    const describe = ({ label, disabled }) => { button.textContent = label; button.disabled = disabled; };
    return { node: make("div", {}, button), show(value) { now = value; }, describe };
  },

  // Previous, Next, Show all; on them → leads on, ← back, and End shows all.
  pager({ last }, move) {
    let [at, all] = [0, false];
    const go = by => move([within(at + by, { min: 0, max: last }), all]);
    const acts = { ArrowLeft: () => go(-1), ArrowRight: () => go(1), End: () => move([at, !all]) };
    const buttons = ["Previous", "Next", "Show all"].map((words, i) =>
      make("button", { type: "button", className: words.split(" ").at(-1).toLowerCase(), onclick: Object.values(acts)[i] }, words));
    const node = make("div", { className: "live-pager" }, ...buttons);
    node.addEventListener("keydown", event => {
      if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      event.preventDefault();
      acts[event.key]();
    });
    return { node, show(value) { [at, all] = value; buttons[2].textContent = all ? "One by one" : "Show all"; } };
  },

  // Lines of text; Shift or Ctrl with Enter presses the button beside them.
  text({ label, placeholder }, move) {
    const box = make("textarea", { placeholder, spellcheck: false });
    let typing = false; // then no answer may put older lines in place of these
    const take = () => { typing = false; move(box.value); };
    box.addEventListener("change", take);
    box.addEventListener("blur", () => { typing = false; });
    const fit = () => { box.rows = Math.max(8, box.value.split("\n").length + 2); };
    box.addEventListener("input", () => { typing = true; fit(); });
    box.addEventListener("beforeinput", event => event.stopImmediatePropagation()); // JupyterLab would prevent new lines
    box.addEventListener("keydown", event => {
      if (event.key !== "Enter" || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation();
      take();
      box.closest(".live-controls").querySelector("button")?.click();
    });
    return {
      node: make("div", { className: "live-text" }, labelled(label, box), box),
      show(value) { if (!typing && box.value !== value) box.value = value; fit(); },
    };
  },

  points({ min, max, classes }, move) {
    const box = (words, about, tell) => {
      const { box, show } = numberBox(about, tell);
      return { node: make("span", {}, labelled(words, box), box), show, box };
    };
    let place = [0, 0];
    const flowers = { min: 0, max: 0, step: 1, places: 0 }, flower = box("flower", flowers, chosen => move({ chosen }));
    const axes = ["x₀", "x₁"].map((words, d) => box(words, { min: min[d], max: max[d], step: 0.1, places: 2 },
      value => move({ place: place.with(d, value) })));
    const menu = kinds.menu({ label: "class", options: classes }, c => move({ class: c }));
    const button = (words, told) => make("button", { type: "button", onclick: () => move(told()) }, words);
    const node = make("details", { className: "live-points" }, make("summary", {}, "Edit the flowers"),
      make("div", {}, flower.node, ...axes.map(one => one.node), menu.node,
        button("Add", () => ({ add: Number(menu.node.querySelector("select").value) })),
        button("Remove", () => ({ remove: 1 })), button("Back to the flowers", () => ({ reset: 1 }))));
    return {
      node,
      show(value) {
        place = value.place;
        flower.box.max = flowers.max = value.count - 1;
        flower.show(value.chosen);
        axes.forEach((one, d) => one.show(place[d]));
        menu.show(value.class);
      },
    };
  },
};

// The sentence: numbers keep their places, symbols are set as such, and names have the colours that they have in the plot.

const NUMBER = /[−-]?\d[\d,]*(?:\.\d+)?/u, SYMBOL = /(?<![\p{L}\d])[\p{L}](?:[₀-₉]+|\*)?(?=(?: [=→←]|\())|[\p{L}][₀-₉]+|ℓ|σ/u;
class Sentence {
  constructor(node, inks) {
    this.node = node;
    this.inks = inks;
    const names = Object.keys(inks).map(name => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const kinds = [`(?<name>${names.length ? `\\b(?:${names.join("|")})\\b` : "(?!)"})`, `(?<number>${NUMBER.source})`];
    this.parts = new RegExp([...kinds, `(?<symbol>${SYMBOL.source})`].join("|"), "gu");
    this.wordsAround = "";
  }

  write(words, dark) {
    let end = 0, count = 0;
    const wordsAround = words.replace(new RegExp(NUMBER, "gu"), "").replace(/[⁻⁰¹²³⁴-⁹]+/gu, "");
    if (wordsAround !== this.wordsAround) this.widths = []; // another sentence needs other room
    this.wordsAround = wordsAround;
    const paper = dark ? PAPER.dark : PAPER.light, nodes = [];
    for (const found of words.matchAll(this.parts)) {
      const { name, number, symbol } = found.groups, node = document.createElement(symbol ? "i" : name ? "b" : "span");
      node.textContent = found[0];
      if (number) {
        const width = this.widths[count] = Math.max(this.widths[count] ?? 0, number.length);
        node.style.paddingInlineStart = `${width - number.length}ch`;
        count++;
      } else if (name) node.style.color = `rgb(${legible(this.inks[name], paper, 4.6).map(Math.round).join(" ")})`;
      node.className = number ? "live-number" : symbol ? "live-symbol" : "live-name";
      nodes.push(words.slice(end, found.index), node);
      end = found.index + found[0].length;
    }
    this.node.replaceChildren(...nodes, words.slice(end));
  }
}

// One view

function render({ model, el }) {
  const client = Math.random().toString(36).slice(2), gone = new AbortController(), { signal } = gone;
  const controls = new Map(), cache = new Map(), layers = new Map(), queue = [];
  const size = model.get("size"), hasPicture = Boolean(size);
  let now = {}, turn = 0, asked = null, moves = 0, shownMove = 0, shownKey, glyphs = [], outlines, late, resting, frame, dark, ratio;

  const row = make("div", { className: "live-controls" }), said = make("div", { className: "sentence" });
  const problem = make("p", { className: "live-problem" }), state = make("p", { className: "live-state" });
  const veil = make("p", { className: "live-veil" }, "First answer the question above this picture, or say “Show me” there.");
  const heard = make("div", { className: "live-heard", ariaLive: "polite", ariaAtomic: "true" });
  const canvas = make("canvas", { role: "img", width: 0, height: 0 }), context = canvas.getContext("2d");
  const sentence = new Sentence(said, model.get("inks") ?? {});
  if (hasPicture) row.style.maxWidth = said.style.maxWidth = `${size[0]}px`;
  if (hasPicture) Object.assign(canvas.style, { width: `min(100%, ${size[0]}px)`, aspectRatio: `${size[0]} / ${size[1]}` });
  el.classList.add("live", ...(model.get("kind") || "picture").split(" "));
  el.replaceChildren(row, ...(hasPicture ? [canvas] : []), said, problem, state, heard, veil);

  // Moves: one message is under way at a time, and what piles up meanwhile becomes one.

  const keyOf = values => JSON.stringify(Object.values(values).map(value => value?.number ?? value));
  function ask(message) {
    const last = queue.at(-1), edits = values => Object.values(values ?? {}).some(value => value?.constructor === Object);
    if (last?.do === "drag" && message.do === "drag") last.at = message.at;
    else if (last?.do === "move" && message.do === "move" && !edits(last.values) && !edits(message.values))
      Object.assign(last, message, { values: { ...last.values, ...message.values } });
    else queue.push(message);
    (queue.at(-1)).move = ++moves;
    next();
  }
  function next() {
    el.ariaBusy = String(Boolean(asked || queue.length));
    if (asked || !queue.length) return;
    const { move, ...message } = queue.shift();
    if (!tell({ ...message, turn: ++turn })) return;
    asked = { turn, move };
    late = setTimeout(() => { state.textContent = "Waiting for the kernel. The picture follows as soon as it answers."; }, LATE);
  }
  // Returns whether the message has gone: JupyterLab throws where the kernel no longer knows this picture.
  function tell(message) {
    try {
      model.send({ ...message, client });
      return true;
    } catch {
      queue.length = 0;
      el.ariaBusy = "false";
      state.textContent = "The kernel was restarted or has ended. Run All Cells brings this back to life.";
      return false;
    }
  }
  function move(name, value) {
    if (model.get("alone")) for (const [other, control] of controls) if (other !== name) control.stop?.();
    if (value?.constructor !== Object) {
      const before = { [name]: now[name] };
      now[name] = value;
      controls.get(name).show(value);
      const known = cache.get(keyOf(now));
      ask({ do: "move", values: { [name]: value }, before });
      if (known && display(known, keyOf(now))) shownMove = moves;
    } else ask({ do: "move", values: { [name]: value } });
  }

  // What the kernel says

  function update() {
    el.classList.toggle("veiled", Boolean(model.get("veiled")));
    const values = model.get("values"), [who, answered] = model.get("answers") ?? [];
    let move = moves;
    if (asked && who === client && answered === asked.turn) {
      move = asked.move;
      asked = null;
      clearTimeout(late);
      state.textContent = "";
    }
    if (hasPicture) learn();
    const content = remember(values, { bytes: model.get("frame"), sentence: model.get("sentence"), layer: model.get("layer") });
    if (!asked && !queue.length) {
      now = { ...values };
      for (const [name, control] of controls) control.show(now[name]);
    }
    if (move >= shownMove) {
      display(content, keyOf(values));
      shownMove = move;
    }
    problem.textContent = model.get("problem");
    next();
  }
  function learn() {
    const layer = model.get("layer");
    keep(layers, layer, layers.get(layer) ?? { recording: decode(model.get("still")) }, LAYERS);
    if (outlines === model.get("glyphs")) return;
    outlines = model.get("glyphs");
    const { content, data } = decode(outlines);
    glyphs = content.map((path, i) => glyphs[i] ?? shape(path, data));
  }
  // Put something last into a store, and drop what is oldest.
  function keep(store, key, content, most) {
    store.delete(key);
    store.set(key, content);
    if (store.size > most) store.delete(store.keys().next().value);
    return content;
  }
  const remember = (values, content) => keep(cache, keyOf(values), content, KEPT);
  function hear({ client: who, held, grab, ...told }, buffers) {
    if (told.values) {
      const content = remember(told.values, { ...told, bytes: buffers[0] }), key = keyOf(told.values);
      if (key === keyOf(now) && key !== shownKey && display(content, key)) shownMove = moves;
    } else if (who === client && held !== undefined) dragging &&= held;
    else if (who === client) hovering(grab);
  }

  // What is seen and heard

  function display(content, key) {
    if (hasPicture) {
      if (!layers.has(content.layer)) return false;
      keep(layers, content.layer, layers.get(content.layer), LAYERS);
      content.recording ??= decode(content.bytes);
    }
    shownKey = key;
    frame = content;
    draw();
    const rich = model.get("rich");
    said.ariaHidden = String(!rich);
    if (rich) said.innerHTML = rich;
    else sentence.write(content.sentence, dark);
    clearTimeout(resting);
    resting = setTimeout(announce, REST);
    return true;
  }
  function announce() {
    if (shownKey !== keyOf(now)) return; // the hand has gone on, and what it asked for is yet to come
    if (canvas.ariaLabel !== frame.sentence) canvas.ariaLabel = heard.textContent = frame.sentence;
    keepRoom();
  }
  let tallest = 0;
  function keepRoom() {
    tallest = Math.max(tallest, said.scrollHeight);
    if (hasPicture) said.style.minHeight = `${tallest}px`;
  }
  function draw() {
    if (!fitted || !frame) return;
    const layer = layers.get(frame.layer), { width, height } = canvas, scale = width / size[0];
    const look = `${width} ${dark} ${glyphs.length}`;
    if (layer.look !== look) {
      layer.look = look;
      layer.drawn = new OffscreenCanvas(width, height);
      new Painter(layer.drawn.getContext("2d"), scale, height, dark, glyphs).draw(layer.recording);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    context.drawImage(layer.drawn, 0, 0);
    new Painter(context, scale, height, dark, glyphs).draw(frame.recording);
  }

  // The lines of a chain, in another widget beside this one, take the keys of the pager.
  function joinBoard() {
    const board = el.closest(".chain")?.querySelector(".board"), pager = row.querySelector(".live-pager");
    if (!board || !pager || board.role) return;
    Object.assign(board, { tabIndex: 0, role: "group", ariaLabel: "The lines of the derivation" });
    board.addEventListener("keydown", event => {
      const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
      pager.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, metaKey, altKey, shiftKey, cancelable: true })) || event.preventDefault();
    });
  }

  // Its size: as it was designed, if there is room for picture, controls and sentence.

  let fitted, watched, printing = false;
  function fit() {
    if (!hasPicture || !el.clientWidth) return;
    // The window may be there before all that stands around it; and a pane that the picture just fits in scrolls no more.
    const page = scroller(el) ?? (watched?.contains(el) ? watched : document.documentElement);
    if (page !== watched) resized.observe(watched = page);
    const spare = parseFloat(getComputedStyle(el).getPropertyValue("--live-spare")) || 0;
    const beside = el.scrollHeight - canvas.offsetHeight + spare;
    const grows = page === document.documentElement && window !== parent; // a frame may be as high as what it holds, as in Colab
    const room = grows ? Infinity : (page.clientHeight - beside) * size[0] / size[1];
    const width = Math.min(el.clientWidth, size[0], Math.max(room, SMALLEST)), wanted = printing ? PRINT : devicePixelRatio;
    if (fitted && Math.abs(width - fitted) < 2 && ratio === wanted) return;
    fitted = width;
    ratio = wanted;
    tallest = 0;
    said.style.minHeight = "";
    canvas.style.width = `${width}px`;
    canvas.width = Math.round(fitted * ratio);
    canvas.height = Math.round(canvas.width * size[1] / size[0]);
    lookAround();
    draw();
  }
  function lookAround() {
    const was = dark;
    dark = !printing && isDark(el);
    canvas.style.background = `rgb(${(dark ? PAPER.dark : PAPER.light).join(" ")})`;
    if (dark === was || !frame) return;
    draw();
    if (!model.get("rich")) sentence.write(frame.sentence, dark);
  }

  // The pointer in the picture

  let dragging = false, touched = false, hoverAsked = false;
  const panelAt = ([x, y]) => (model.get("panels") ?? []).find(([left, bottom, width, height]) =>
    x >= left && x <= left + width && y >= bottom && y <= bottom + height);
  function placeOf(event) {
    const box = canvas.getBoundingClientRect(), scale = size[0] / box.width;
    return [(event.clientX - box.left) * scale, size[1] - (event.clientY - box.top) * scale];
  }
  function hovering(grab) {
    hoverAsked = false;
    canvas.style.cursor = grab ? "grab" : "";
  }
  canvas.addEventListener("pointerdown", event => {
    const at = placeOf(event);
    if (event.button || !panelAt(at)) return;
    canvas.setPointerCapture(event.pointerId);
    dragging = true;
    touched = event.pointerType === "touch" && at; // it may be about to scroll the page
    if (!touched) ask({ do: "grab", at });
  });
  function settled() {
    if (touched) ask({ do: "grab", at: touched });
    touched = false;
  }
  canvas.addEventListener("pointermove", event => {
    const at = placeOf(event), panel = panelAt(at);
    if (dragging) {
      const [across, along] = at.map((part, i) => Math.abs(part - (touched || at)[i]));
      if (touched && across < Math.max(8, along)) return;
      settled();
      if (event.buttons) ask({ do: "drag", at });
      else dragging = false;
    } else if (!panel || panel[4]) hovering(panel);
    else if (!hoverAsked) hoverAsked = tell({ do: "hover", at, turn: 0 });
  });
  canvas.addEventListener("pointerup", settled);
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { dragging = touched = false; });

  // Without a right click, as after two taps on a number, the browser means a menu of its own: JupyterLab's would lie over it.
  el.addEventListener("contextmenu", event => { if (event.button !== 2 && !event.ctrlKey) event.stopPropagation(); });

  // Keys and focus

  let byPointer = false;
  el.addEventListener("pointerdown", () => { byPointer = true; }, true);
  el.addEventListener("focusin", event => {
    if (!byPointer) {
      el.scrollIntoView({ block: "nearest" });
      event.target.scrollIntoView({ block: "nearest" });
    }
  });
  // A plain key pressed on a control belongs to it: JupyterLab would take arrows and letters for its own commands.
  window.addEventListener("keydown", event => {
    byPointer = false;
    if (!(el.closest(".chain") ?? el).contains(event.target)) return;
    const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
    event.target.toggleAttribute("data-lm-suppress-shortcuts", plain);
  }, { capture: true, signal });

  // Begin

  function build() {
    for (const about of model.get("controls")) {
      const control = controls.get(about.name);
      if (control) control.describe?.(about);
      else {
        const made = kinds[about.kind](about, value => move(about.name, value), () => shownKey === keyOf(now));
        made.describe?.(about);
        controls.set(about.name, made);
      }
    }
  }
  build();
  const matrix = (model.get("matrix") ?? []).flat(), grid = make("div", { className: "live-matrix", role: "group", ariaLabel: "W" });
  grid.style.setProperty("--columns", model.get("matrix")?.[0]?.length ?? 1);
  for (const [name, colour] of Object.entries(model.get("colours") ?? {})) controls.get(name)?.node.style.setProperty("--ink", colour);
  for (const name of matrix) if (controls.has(name)) grid.append(controls.get(name).node);
  if (grid.children.length) row.append(grid);
  for (const [name, { node }] of controls) if (!matrix.includes(name)) row.append(node);

  let soon = false;
  const changed = () => {
    if (!soon) queueMicrotask(() => { soon = false; update(); });
    soon = true;
  };
  const traits = ["answers", "values", "frame", "sentence", "rich", "problem", "veiled"];
  for (const trait of traits) model.on(`change:${trait}`, changed);
  model.on("change:controls", build);
  model.on("change:glyphs", learn);
  model.on("msg:custom", hear);
  const resized = new ResizeObserver(() => { joinBoard(); fit(); }), repainted = new MutationObserver(() => setTimeout(lookAround, 50));
  resized.observe(el);
  resized.observe(document.documentElement);
  repainted.observe(document.body, { attributes: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", lookAround, { signal });
  addEventListener("resize", fit, { signal });
  const onScreen = () => { // another screen may have other pixels
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => { fit(); onScreen(); }, { once: true, signal });
  };
  onScreen();
  for (const [event, starts] of [["beforeprint", true], ["afterprint", false]])
    addEventListener(event, () => { printing = starts; lookAround(); fit(); }, { signal });
  requestAnimationFrame(lookAround);
  update();
  canvas.ariaLabel = model.get("sentence"); // it is there to be read, and not announced
  fit();
  return () => {
    gone.abort();
    resized.disconnect();
    repainted.disconnect();
    for (const trait of traits) model.off(`change:${trait}`, changed);
    model.off("change:controls", build);
    model.off("change:glyphs", learn);
    model.off("msg:custom", hear);
    clearTimeout(resting);
    clearTimeout(late);
  };
}

export default { render };
