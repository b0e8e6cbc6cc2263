// A notebook in which nobody has changed a cell does not ask to be saved. JupyterLab marks it as changed when the kernel says
// which Python it is, and when pictures that were saved with it come back. This is a prebuilt extension, written by hand:
// JupyterLab loads it from the folder that `extra_labextensions_path` names, and builds nothing.
(() => {
  const cells = model => JSON.stringify(model.toJSON().cells);

  async function watch(panel) {
    if (!panel?.context?.ready || !panel.content?.model?.cells) return;
    await panel.context.ready;
    const { model } = panel.context;
    let saved = cells(model), waiting = false;
    const look = () => {
      waiting = false;
      if (!model.dirty) saved = cells(model);
      else if (cells(model) === saved) model.dirty = false;
    };
    const soon = () => { // pictures come back by the hundred, and each marks the notebook: they must not wait for this
      if (!waiting) setTimeout(look, 100);
      waiting = true;
    };
    model.stateChanged.connect((_, change) => { if (change.name === "dirty") soon(); });
    if (model.dirty) soon();
  }

  function activate(app) {
    const known = new WeakSet();
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

  const extension = { __esModule: true, default: { id: "untouched:plugin", autoStart: true, activate } };
  (window._JUPYTERLAB ??= {}).untouched = { init() {}, get: async () => () => extension };
})();
