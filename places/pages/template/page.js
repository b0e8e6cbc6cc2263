// Live pictures: each frame is drawn over the still picture, which is what it was cut out of.
async function live(figure) {
    const { label, stops, start, said, parts } = JSON.parse(figure.querySelector("script").textContent);
    const still = figure.querySelector("img"), caption = figure.querySelector("figcaption");
    await still.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: still.naturalWidth, height: still.naturalHeight });
    canvas.setAttribute("role", "img");
    const pen = canvas.getContext("2d");
    const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: stops.length - 1, value: start });
    const name = document.createElement("label"), number = document.createElement("output"), controls = document.createElement("div");
    name.append(label, slider);
    controls.append(name, number);
    controls.className = "controls";

    let last = 0;
    async function show() {
        const turn = ++last, at = slider.valueAsNumber, part = parts[at], image = new Image();
        if (part) {
            image.src = part[2];
            await image.decode();
        }
        if (turn !== last) return;
        pen.drawImage(still, 0, 0);
        if (part) pen.drawImage(image, part[0], part[1]);
        canvas.setAttribute("aria-label", said[at]);
        slider.setAttribute("aria-valuetext", stops[at]);
        caption.textContent = said[at];
        number.textContent = stops[at];
    }
    slider.addEventListener("input", show);
    await show();
    still.replaceWith(canvas);
    caption.removeAttribute("aria-hidden");
    caption.setAttribute("aria-live", "polite");
    number.setAttribute("aria-live", "off");
    figure.prepend(controls);
}
document.querySelectorAll("figure.live").forEach(live);

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
