/* In a page that was saved as a file: decompresses Plotly and draws the charts. */
(function () {
  const PAPER_WIDTH = 680;
  const places = [...document.querySelectorAll(".chart")];
  const read = (id) => document.getElementById(id).textContent;

  function draw() {
    const config = { displayModeBar: false, responsive: true, typesetMath: false };
    for (const [n, { data, layout }] of JSON.parse(read("figures")).entries()) {
      window.Plotly.newPlot(places[n], data, { ...layout, autosize: true }, config);
    }
  }

  function toWidth(size) {
    for (const place of places) window.Plotly.relayout(place, size);
  }

  function start(code) {
    const script = document.createElement("script");
    script.textContent = code;
    document.head.append(script);
    draw();
    window.addEventListener("beforeprint", () => toWidth({ width: PAPER_WIDTH }));
    window.addEventListener("afterprint", () => toWidth({ width: null, autosize: true }));
  }

  function unpacked() {
    const bytes = Uint8Array.from(atob(read("plotly")), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }

  /* Charts are optional: the numbers are in the tables, too. */
  function tell() {
    for (const place of places) place.textContent = "This browser is too old to draw the chart.";
  }

  if (places.length) Promise.resolve().then(unpacked).then(start).catch(tell);
})();
