// What JupyterLab leaves undone when a notebook is read, opened again, or has run. This is a prebuilt extension, written by hand: JupyterLab
// loads it from the folder that `extra_labextensions_path` names, and builds nothing.
(() => {
  const style = document.createElement("style"); // text in lines of about 70 letters; a digit is wider than most
  style.textContent = ".jp-RenderedMarkdown :is(p, ul, ol, blockquote) { max-width: 62ch; }";
  document.head.append(style);

  // A notebook in which nobody has changed a cell does not ask to be saved. JupyterLab marks it as changed when the kernel
  // says which Python it is, and when pictures that were saved with it come back.
  function keepClean({ model }) {
    const sorted = value => value?.constructor === Object ? Object.fromEntries(Object.entries(value).sort()) : value;
    const cells = () => JSON.stringify(model.toJSON().cells, (_, value) => sorted(value));
    let saved = cells(), waiting = false;
    const look = () => {
      waiting = false;
      if (!model.dirty) saved = cells();
      else if (cells() === saved) model.dirty = false;
    };
    const soon = () => { // pictures come back by the hundred, and each marks the notebook: they must not wait for this
      if (!waiting) setTimeout(look, 100);
      waiting = true;
    };
    model.stateChanged.connect((_, change) => { if (change.name === "dirty") soon(); });
    if (model.dirty) soon();
  }

  // A picture that was saved with the notebook is tried again. JupyterLab gives up on one after two seconds, which a slow
  // machine may need to bring it back: before its eyes, or before it has put the cell on the page.
  const GIVEN_UP = "Error displaying widget: model not found";
  function bringBack({ content, context }) {
    const tryAgain = () => {
      const saved = context.model.getMetadata("widgets")?.["application/vnd.jupyter.widget-state+json"]?.state ?? {};
      for (const { outputArea } of content.widgets)
        outputArea?.widgets.forEach(({ node }, i) => {
          const output = outputArea.model.get(i)?.toJSON();
          if (node.textContent.endsWith(GIVEN_UP) && output?.data?.["application/vnd.jupyter.widget-view+json"]?.model_id in saved)
            outputArea.model.set(i, output);
        });
    };
    new MutationObserver(changes => {
      const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
      if (added.some(node => node.textContent.includes(GIVEN_UP))) tryAgain();
    }).observe(content.node, { childList: true, subtree: true });
  }

  // After Run All one stands at the top, where one begins to read, and not at the last cell.
  function backToTop(_, { id }) {
    if (id !== "notebook:run-all-cells") return;
    const notebook = this.shell.currentWidget?.content;
    if (!notebook?.scrollToItem) return;
    notebook.activeCellIndex = 0;
    notebook.scrollToItem(0, "start"); // JupyterLab is on its way to the last cell; this calls it back
  }

  async function watch(panel) {
    if (!panel?.context?.ready || !panel.content?.model?.cells) return;
    await panel.context.ready;
    keepClean(panel.context);
    bringBack(panel);
  }

  function activate(app) {
    const known = new WeakSet();
    app.commands.commandExecuted.connect(backToTop, app);
    app.restored.then(() => {
      const look = () => {
        for (const panel of app.shell.widgets("main")) {
          if (!known.has(panel)) known.add(panel), watch(panel);
        }
      };
      look();
      app.shell.currentChanged.connect(look);
    });
  }

  const extension = { __esModule: true, default: { id: "course:plugin", autoStart: true, activate } };
  (window._JUPYTERLAB ??= {}).course = { init() {}, get: async () => () => extension };
})();
