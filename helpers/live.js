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
    // It also compresses the whole picture at every frame, only to have it ready for saving. Later is soon enough.
    const context = canvas.getContext("2d");
    context.drawImage = function (source, ...where) {
      source.toDataURL = () => ({ toJSON: () => HTMLCanvasElement.prototype.toDataURL.call(source) });
      return CanvasRenderingContext2D.prototype.drawImage.call(this, source, ...where);
    };
  }

  function tend() {
    nameControls();
    tendSentence();
    tendCanvas();
  }

  let room = 0, waiting;
  function measure() {
    const width = Math.floor(outside.clientWidth) - 8, input = view.querySelector(".live-room input");
    if (!input || !width || width === room) return;
    room = width;
    input.value = width;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const outside = view.closest(".jp-OutputArea-output") || view.parentElement;
  new ResizeObserver(() => { clearTimeout(waiting); waiting = setTimeout(measure, 60); }).observe(outside);

  new MutationObserver(tend).observe(view, { childList: true, subtree: true });
  tend();
})(this);
