// Reads [[{tex, display}, …], …] from standard input, a list for each page, and writes for each page
// {glyphs, formulas}: SVG with MathML beside it, as JupyterLab's own MathJax sets them.
const { mathjax } = require("mathjax-full/js/mathjax.js");
const { TeX } = require("mathjax-full/js/input/tex.js");
const { SVG } = require("mathjax-full/js/output/svg.js");
const { liteAdaptor } = require("mathjax-full/js/adaptors/liteAdaptor.js");
const { RegisterHTMLHandler } = require("mathjax-full/js/handlers/html.js");
const { AssistiveMmlHandler } = require("mathjax-full/js/a11y/assistive-mml.js");
const { AllPackages } = require("mathjax-full/js/input/tex/AllPackages.js");

const adaptor = liteAdaptor();
AssistiveMmlHandler(RegisterHTMLHandler(adaptor));

const UNUSED = / data-(c|mjx-texclass|id-align|idbox|mml-node)="(?!mtable)[^"]*"| unselectable="on"| focusable="false"| xmlns(:xlink)?="[^"]*"/g;

// An ex is not the same in every font; an em is. This one suits the letters of most systems.
const EX = /(-?[\d.]+)ex\b/g;
const in_em = (_, number) => `${+(number * 0.52).toFixed(3)}em`;

function typeset(formulas) {
    const tex = new TeX({
        packages: AllPackages.filter(name => name !== "noerrors" && name !== "noundefined"),
        tagformat: { id: tag => `eq-${tag}` },
        formatError: (_, error) => { throw error; },
    });
    const svg = new SVG({ fontCache: "global" });
    const page = mathjax.document("", { InputJax: tex, OutputJax: svg });
    const set = formulas.map(({ tex, display }) => {
        try {
            return adaptor.outerHTML(page.convert(tex, { display, em: 16, ex: 8 })).replace(UNUSED, "").replace(EX, in_em);
        } catch (error) {
            throw new Error(`MathJax cannot read ${tex}: ${error.message}`);
        }
    });
    return { glyphs: adaptor.outerHTML(svg.fontCache.getCache()), formulas: set };
}

const pages = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(pages.map(typeset)));
