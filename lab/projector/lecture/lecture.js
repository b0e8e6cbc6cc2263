// JupyterLab for the projector: a style sheet, and keys for the lecturer. This is a prebuilt extension, written by hand:
// JupyterLab loads it from the folder that `extra_labextensions_path` names, and builds nothing.
(() => {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("lecture.css", document.currentScript.src).href;
  document.head.append(style);

  const TYPING = "textarea, select, input:not([type=number], [type=checkbox], [type=range]), [contenteditable=true]";
  const MOVING = ".live-controls, .board"; // here the arrow keys belong to what they move

  function activate(app) {
    // Beside the notebook only the menu bar stays.
    function clear() {
      const { shell } = app, panel = shell.currentWidget;
      panel?.toolbar?.hide();
      for (const side of ["left", "right"]) if (shell.isSideTabBarVisible(side)) shell.toggleSideTabBarVisibility(side);
      if (shell.isTopInSimpleModeVisible()) shell.toggleTopInSimpleModeVisibility();
    }
    app.restored.then(() => { clear(); app.shell.currentChanged.connect(clear); });

    const book = () => app.shell.currentWidget?.content;
    const begins = cell => cell.model.type === "markdown" && /^#{1,3} /.test(cell.model.sharedModel.getSource());
    // A vote, a picture, a chain or a derivation.
    const shows = cell => cell.outputArea?.node.querySelector(".live:not(.attempt), img")?.checkVisibility();
    const stops = cell => begins(cell) || shows(cell);

    // Choose the next cell of that kind, or the one before, and frame it. A section, and what is taller than the window,
    // begins at the top; for what a cell shows, the page moves no further than it must, so that what leads to it stays.
    function go(step, wanted) {
      const { widgets, activeCellIndex, outerNode } = book();
      let place = activeCellIndex + step;
      while (widgets[place] && (widgets[place].isHidden || !wanted(widgets[place]))) place += step;
      const cell = widgets[place];
      if (!cell) return;
      book().mode = "command";
      book().deselectAll();
      book().activeCellIndex = place;
      cell.node.focus({ preventScroll: true });
      const { node } = cell.outputArea ?? cell, fits = node.offsetHeight <= outerNode.clientHeight;
      node.scrollIntoView({ block: fits && !begins(cell) ? "nearest" : "start" });
    }

    // Open what is folded in the chosen cell, or fold it again: its code, the answers in it, or what its heading hides.
    function fold() {
      const cell = book().activeCell, answers = cell.node.querySelectorAll("details");
      if (cell.model.type === "code") cell.inputHidden = !cell.inputHidden;
      else if (answers.length) for (const answer of answers) answer.open = !answer.open;
      else if (begins(cell)) app.commands.execute("notebook:toggle-heading-collapse");
      cell.node.scrollIntoView({ block: "nearest" });
    }

    // A clicker sends the page keys.
    const keys = { n: () => go(1, begins), p: () => go(-1, begins), pagedown: () => go(1, stops), pageup: () => go(-1, stops), o: fold };
    const arrows = { ArrowRight: keys.n, ArrowLeft: keys.p, ArrowDown: keys.pagedown, ArrowUp: keys.pageup };
    window.addEventListener("keydown", event => {
      const at = event.target;
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !book()?.activeCell) return;
      if (at !== document.body && !book().node.contains(at) || at.closest(TYPING)) return;
      const act = keys[event.key.toLowerCase()] ?? (at.closest(MOVING) ? null : arrows[event.key]);
      if (!act) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      act();
    }, true);
  }

  const extension = { __esModule: true, default: { id: "lecture:projector", autoStart: true, activate } };
  (window._JUPYTERLAB ??= {}).lecture = { init() {}, get: async () => () => extension };
})();
