/* A chart as an image: in the light theme, with title, filters and legend. */
(function (kit) {
  const { createElement, useContext } = window.React;
  const SIZE = { width: 1040, height: 560 };
  const PIXELS = { png: 2, svg: 1 }; // per point
  const PAPER = "#ffffff";
  const INK = "#14181f";
  const NAMES_DAYS = /\b\d{4}$/;

  /* Escapes names: Plotly parses `<b>` as markup. */
  function escaped(text) {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  }

  function isNamed(trace) {
    const { width } = trace.line || {};
    return Boolean(trace.name) && (width !== 0 || Boolean(trace.fill));
  }

  /* Plotly merges slices with equal labels. */
  function slices(trace) {
    const { names } = trace.meta;
    const label = (name, n) =>
      `${escaped(name)}${"\u200b".repeat(names.indexOf(name) === n ? 0 : n)}`;
    return { ...trace, labels: names.map(label), showlegend: true };
  }

  function named(trace) {
    if (trace.type === "pie") return slices(trace);
    const name = escaped(trace.name || "");
    return { ...trace, name, showlegend: isNamed(trace) };
  }

  /* `chart` is {data, layout}; `title` and `scope` are texts. */
  function picture({ data, layout }, title, scope) {
    const traces = data.map(named);
    const margin = layout.margin || {};
    return {
      data: traces,
      config: { typesetMath: false }, // "$1 to $2" is not a formula
      layout: {
        ...layout,
        ...SIZE,
        autosize: false,
        paper_bgcolor: PAPER,
        plot_bgcolor: PAPER,
        margin: { ...margin, t: 96, r: 28, b: Math.max(56, margin.b || 0) },
        title: {
          text: `<b>${escaped(title)}</b><br><span style="font-size:13px">${escaped(scope)}</span>`,
          font: { size: 18, color: INK },
          x: 0,
          xref: "container",
          xanchor: "left",
          y: 0.965,
          yanchor: "top",
          pad: { l: 20 },
        },
        showlegend: traces.some(({ showlegend }) => showlegend),
        legend: { orientation: "h", x: 0, y: -0.14, yanchor: "top", traceorder: "normal" },
      },
    };
  }

  function download(href, name) {
    const link = document.createElement("a");
    link.href = href;
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
  }

  /* `name` is the file name without extension; `format` is "png" or "svg". */
  function saveChart(chart, { title, scope, name }, format) {
    const options = { ...SIZE, format, scale: PIXELS[format] };
    const file = `${name}.${format}`;
    return window.Plotly.toImage(picture(chart, title, scope), options).then((href) =>
      download(href, file),
    );
  }

  function slug(text) {
    return text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "");
  }

  /* Returns texts from the panel's title and note, and from the page. A note with a year has the
     chart's own period. */
  function wordsOf([title, note], { period, costs, days }) {
    const isPeriod = NAMES_DAYS.test(note || "");
    const about = isPeriod ? [title] : [title, note];
    return {
      title: about.filter(Boolean).join(" · "),
      scope: [isPeriod ? note : period, costs].filter(Boolean).join(" · "),
      days: isPeriod ? slug(note) : days,
    };
  }

  /* Links below the chart that save it as an image. */
  kit.ChartPictures = function ({ id, box, chart }) {
    const { page, image } = useContext(kit.Here);
    if (!chart || !image) return null;

    function save(format) {
      const panel = box.current.closest("section");
      const heading = panel ? panel.querySelector("h2") : null;
      const texts = heading ? [...heading.children].map((part) => part.textContent) : [""];
      const { title, scope, days } = wordsOf(texts, image);
      const name = ["cloudsense", page, id.replace(/-frame$/, ""), days].filter(Boolean).join("-");
      saveChart(chart, { title, scope, name }, format);
    }
    const button = (format) =>
      createElement(
        "button",
        {
          key: format,
          id: `${id}-${format}`,
          type: "button",
          title: `Save the chart as ${format.toUpperCase()}`,
          onClick: () => save(format),
        },
        format.toUpperCase(),
      );
    return createElement("div", { className: "chart-pictures" }, ["png", "svg"].map(button));
  };

  kit.chartImage = { picture, wordsOf };
})(window.cloudsense_kit);
