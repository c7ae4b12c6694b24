/* kit.chartOnPaper: draws a chart for print as wide as its panel is at least on paper. The style
   sheet enlarges it to the panel: the size of the sheet is not known before. */
(function (kit) {
  const HEIGHT = 284;
  const PRINTED = "chart-printed";

  function draw(box, plot) {
    if (!plot) return;
    const width = parseFloat(getComputedStyle(box).getPropertyValue("--paper-width"));
    box.classList.add(PRINTED);
    box.style.aspectRatio = `${width} / ${HEIGHT}`;
    window.Plotly.relayout(plot, { width, height: HEIGHT });
    const whole = `0 0 ${width} ${HEIGHT}`;
    for (const svg of plot.querySelectorAll(".main-svg")) svg.setAttribute("viewBox", whole);
  }

  function leave(box, plot) {
    box.classList.remove(PRINTED);
    box.style.aspectRatio = "";
    if (!plot) return;
    for (const svg of plot.querySelectorAll(".main-svg")) svg.removeAttribute("viewBox");
    window.Plotly.relayout(plot, { width: null, height: null, autosize: true });
  }

  function is(box) {
    return box.classList.contains(PRINTED);
  }

  kit.chartOnPaper = { draw, leave, is };
})(window.cloudsense_kit);
