// Runs in the browser each time a picture is shown, so that what the widgets leave out is there: names for the sliders,
// a sentence that is announced, a picture that fits its room. `hook` is the element that carries this script.
(hook => {
  const view = hook.closest(".live");
  if (!view) return;

  const name = (element, words) => element.getAttribute("aria-label") === words || element.setAttribute("aria-label", words);

  function nameControls() {
    for (const handle of view.querySelectorAll(".noUi-handle")) {
      const slider = handle.closest(".widget-slider");
      const label = slider.querySelector(".widget-label").textContent;
      name(handle, label);
      const box = slider.parentElement.querySelector("input[type=number]");
      if (box) name(box, label);
    }
  }

  function tendSentence() {
    const sentence = view.querySelector(".sentence .widget-html-content");
    if (!sentence || sentence.id) return;
    sentence.id = "sentence-" + Math.random().toString(36).slice(2);
    sentence.setAttribute("aria-live", "polite");
    sentence.setAttribute("aria-atomic", "true");
  }

  function tendCanvas() {
    const [canvas, top] = view.querySelectorAll(".jupyter-matplotlib canvas");
    if (!top || canvas.tended) return;
    canvas.tended = true;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-labelledby", view.querySelector(".sentence .widget-html-content").id);
    // ipympl swallows every key while its canvas has the focus, Tab among them: let it have no focus.
    canvas.parentElement.removeAttribute("tabindex");
    // Pulling at its corner would re-lay the figure; ours keep their shape and fit the room instead.
    top.style.opacity = 0;
    top.addEventListener("mousedown", event => {
      if (event.offsetX > top.width - 20 && event.offsetY > top.height - 20) event.stopImmediatePropagation();
    }, true);
    // No frame has a hole, so nothing need be wiped before it is painted.
    const context = canvas.getContext("2d");
    context.clearRect = () => {};
    context.drawImage = function (source, ...where) {
      if (!source.tended) tendSource(source);
      paint.call(this, source, ...where);
    };
  }

  const paint = CanvasRenderingContext2D.prototype.drawImage;
  const note = new OffscreenCanvas(2, 1).getContext("2d", { willReadFrequently: true });

  // `source` is where ipympl collects the frames. A frame may begin with a note that says where it belongs.
  function tendSource(source) {
    source.tended = true;
    source.getContext("2d").drawImage = function (frame, ...where) {
      note.drawImage(frame, 0, 0, 2, 1, 0, 0, 2, 1);
      const [x, x256, isX, , y, y256, isY] = note.getImageData(0, 0, 2, 1).data;
      if (isX !== 0xC5 || isY !== 0x5C) return paint.call(this, frame, ...where);
      const { width, height } = frame;
      paint.call(this, frame, 0, 1, width, height - 1, x + 256 * x256, y + 256 * y256, width, height - 1);
    };
    // ipympl compresses the whole picture at every frame, only to have it ready for saving. Then is soon enough.
    source.toDataURL = () => ({ toJSON: () => HTMLCanvasElement.prototype.toDataURL.call(source) });
  }

  function tend() {
    nameControls();
    tendSentence();
    tendCanvas();
  }

  const outside = view.closest(".jp-OutputArea-output") || view.parentElement;
  const page = view.closest(".jp-WindowedPanel-outer") || document.documentElement;
  let room = 0, tallest = 0, waiting;

  // How wide the picture may be, so that picture, controls and sentence fit the page, as long as it stays legible.
  // A style sheet may name, as --live-spare, what is needed beside them; it is then the sentence itself that is measured.
  function measure(times = 5) {
    const canvas = view.querySelector(".jupyter-matplotlib canvas"), input = view.querySelector(".live-room input");
    if (!input || !canvas?.height || !outside.clientWidth) return;
    tallest = Math.max(tallest, view.querySelector(".sentence").offsetHeight);
    const spare = parseFloat(getComputedStyle(view).getPropertyValue("--live-spare"));
    const taken = view.querySelector(".live-controls").getBoundingClientRect().height + (spare + tallest || 100);
    const high = page.clientHeight - taken;
    const width = Math.floor(Math.min(outside.clientWidth - 8, Math.max(high * canvas.width / canvas.height, 480)));
    if (Math.abs(width - room) < 3 && canvas.clientWidth < room + 3) return;
    room = width;
    if (times) waiting = setTimeout(measure, 1000, times - 1); // it may not have been heard: look again
    tell(input, 0); // first, for the kernel may have heard of this width from an earlier page
    tell(input, width);
  }
  function tell(input, value) {
    input.value = value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // Where a front end has no ipympl, a widget that says so stands in place of the canvas. Then ask for images. A canvas
  // that is only late has no widget there yet.
  function lookForCanvas(times) {
    const place = view.querySelector(".live-controls")?.nextElementSibling;
    const input = view.querySelector(".live-room input");
    if (!input || !place || view.querySelector(".jupyter-matplotlib, .live-still")) return;
    if (place.matches(".jupyter-widgets")) tell(input, -1);
    else if (times) setTimeout(lookForCanvas, 3000, times - 1);
  }
  setTimeout(lookForCanvas, 3000, 20);

  // A hand comes near, by mouse or by key: a picture that rests can get ready for its first move.
  function handNear(event) {
    const input = view.querySelector(".live-room input");
    if (!input || view.contains(event.relatedTarget)) return;
    tell(input, 0); // first, for a hand may have come before
    tell(input, -2);
  }
  for (const coming of ["pointerenter", "focusin"]) view.addEventListener(coming, handNear);

  const resized = new ResizeObserver(() => { clearTimeout(waiting); waiting = setTimeout(measure, 60); });
  resized.observe(outside);
  resized.observe(page);

  // A plain key pressed on a control belongs to it: JupyterLab would take arrows and letters for its own commands.
  window.liveKeys ??= window.addEventListener("keydown", event => {
    const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
    if (event.target.closest?.(".live-controls, .board")) event.target.toggleAttribute("data-lm-suppress-shortcuts", plain);
  }, true) ?? true;

  // In a chain of equations → writes the next line, ← goes back to the one before, End shows all.
  const turns = view.querySelector(".turns"), board = view.querySelector(".board");
  const turn = { ArrowRight: "next", ArrowLeft: "previous", End: "all" };
  function turnPage(event) {
    if (!turn[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    turns.querySelector(`.${turn[event.key]}`).click();
    event.preventDefault();
    event.stopPropagation();
  }
  if (turns) {
    for (const place of [turns, board]) place.addEventListener("keydown", turnPage);
    board.tabIndex = 0;
    board.setAttribute("role", "group");
    name(board, "The lines of the derivation");
  }

  // In a box for lines, Shift or Ctrl with Enter does what it does in a cell: it asks for the answer.
  if (view.matches(".tutor")) {
    view.addEventListener("keydown", event => {
      if (event.key !== "Enter" || !(event.shiftKey || event.ctrlKey || event.metaKey) || event.target.tagName !== "TEXTAREA") return;
      event.target.dispatchEvent(new Event("change", { bubbles: true }));
      view.querySelector("button").click();
      event.preventDefault();
      event.stopPropagation();
    }, true);
  }

  new MutationObserver(tend).observe(view, { childList: true, subtree: true });
  tend();
})(this);
