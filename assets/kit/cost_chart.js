/* Wraps a `dcc.Graph`: a tooltip, links on click, and the chart's numbers as a table. */
(function (kit) {
  const { createElement, useEffect, useRef, useState } = window.React;
  const marks = kit.chartMarks;
  const PRICE_AFTER = 250;
  const DRAGGED = 10;

  function plotIn(box) {
    const plot = box && box.querySelector(".js-plotly-plot");
    const drawn = plot && plot._fullLayout && plot.data && plot.data.length;
    return drawn ? plot : null;
  }

  /* Returns the slice at the pointer, or the bar at its x position, at any height. */
  function markAt(plot, event) {
    if (plot.data[0].type === "pie") {
      const slices = [...plot.querySelectorAll(".pielayer .slice")];
      return marks.sliceMark(plot, slices.indexOf(event.target.closest(".slice")));
    }
    const { xaxis, yaxis } = plot._fullLayout;
    const { left, top } = plot.getBoundingClientRect();
    const across = (event.clientX - left - xaxis._offset) / xaxis._length;
    const down = (event.clientY - top - yaxis._offset) / yaxis._length;
    return marks.barMark(plot, across, 1 - down, yaxis.range);
  }

  function forget(ref) {
    ref.current = null;
  }

  function sameMark(one, other) {
    return Boolean(one && other && one.n === other.n && one.trace === other.trace);
  }

  /* Resizes a chart that was drawn while hidden, or whose box has changed its width. */
  function fit(box) {
    const plot = plotIn(box);
    const wanted = box && box.clientWidth;
    if (!plot || !wanted || kit.chartOnPaper.is(box)) return;
    if (Math.abs(plot._fullLayout.width - wanted) < 1) return;
    window.Plotly.Plots.resize(plot);
  }

  function useFit(boxRef) {
    useEffect(() => {
      const box = boxRef.current;
      const again = () => fit(box);
      const observer = new ResizeObserver(again);
      observer.observe(box);
      const before = () => kit.chartOnPaper.draw(box, plotIn(box));
      const after = () => kit.chartOnPaper.leave(box, plotIn(box));
      window.addEventListener("beforeprint", before);
      window.addEventListener("afterprint", after);
      return () => {
        observer.disconnect();
        window.removeEventListener("beforeprint", before);
        window.removeEventListener("afterprint", after);
      };
    }, [boxRef]);
  }

  /* Calls `drawn` whenever Plotly has redrawn the chart in the box. */
  function useDrawn(boxRef, drawn) {
    const tell = kit.useLatest(drawn);
    useEffect(() => {
      let watched = null;
      const watch = () => {
        const plot = boxRef.current.querySelector(".js-plotly-plot");
        if (!plot || !plot.on || plot === watched) return;
        watched = plot;
        plot.on("plotly_afterplot", () => tell(plot));
        tell(plot);
      };
      const observer = new MutationObserver(watch);
      observer.observe(boxRef.current, {
        childList: true,
        subtree: true,
        attributeFilter: ["class"],
      });
      watch();
      return () => observer.disconnect();
    }, [boxRef, tell]);
  }

  /* Positions the tooltip next to the pointer, within the chart. */
  function settle(element, { x, y, touched }) {
    const { offsetWidth, offsetHeight, parentElement } = element;
    const [width, height] = [parentElement.clientWidth, parentElement.clientHeight];
    const beside = x + 16 + offsetWidth <= width ? x + 16 : x - 16 - offsetWidth;
    const above = y - (touched ? offsetHeight + 16 : 12);
    element.style.left = `${Math.max(0, Math.min(beside, width - offsetWidth))}px`;
    element.style.top = `${Math.max(0, Math.min(above, height - offsetHeight))}px`;
  }

  function Hint({ chart, hint, price }) {
    const lines = marks.words(chart, hint.mark, price, hint.touched);
    const place = (element) => element && settle(element, hint);
    const props = { ref: place, className: "chart-hint" };
    /* Screen readers use the table below the chart. */
    return createElement("div", { ...props, "aria-hidden": "true" }, lines.map(kit.render));
  }

  function cell({ text, href }) {
    return href ? createElement("a", { href }, text) : text;
  }

  function Numbers({ chart }) {
    const { titles, rows } = marks.asRows(chart);
    const head = titles.map((title, n) =>
      createElement("th", { key: n, scope: "col", className: n ? "number" : "" }, cell(title)),
    );
    const body = rows.map(([first, ...texts], n) =>
      createElement(
        "tr",
        { key: n },
        createElement("th", { scope: "row" }, cell(first)),
        texts.map((text, place) => createElement("td", { key: place, className: "number" }, text)),
      ),
    );
    const parts = [createElement("thead", { key: 1 }, createElement("tr", null, head))];
    return createElement("table", null, [...parts, createElement("tbody", { key: 2 }, body)]);
  }

  function AsTable({ chart }) {
    const [open, setOpen] = useState(false);
    const toggle = (event) => setOpen(event.target.open);
    const scrolled = { className: "numbers", role: "group", tabIndex: 0 };
    return createElement(
      "details",
      { className: `as-table ${chart ? "" : "as-table-empty"}`, onToggle: toggle },
      createElement("summary", null, "Show as table"),
      createElement(
        "div",
        { ...scrolled, "aria-label": "The chart as a table" },
        open && chart ? createElement(Numbers, { chart }) : null,
      ),
    );
  }

  /* Fetches the price of opening a mark once the pointer stays on it. */
  function usePrice(mark, priced) {
    const [known, setKnown] = useState({});
    const href = mark && mark.href;
    useEffect(() => {
      if (!href || !priced || href in known) return undefined;
      const leave = new AbortController();
      const ask = () =>
        kit
          .price(href, leave.signal)
          .then((price) => setKnown((before) => ({ ...before, [href]: price })))
          .catch(() => {}); // shown without a price
      const timer = setTimeout(ask, PRICE_AFTER);
      return () => {
        clearTimeout(timer);
        leave.abort();
      };
    }, [href, priced, known]);
    return [known[href] || "", () => setKnown({})];
  }

  /* Listens on the document: while a button is down, Plotly covers the page with an element. */
  function useRelease(release) {
    const tell = kit.useLatest(release);
    useEffect(() => {
      document.addEventListener("pointerup", tell, true);
      return () => document.removeEventListener("pointerup", tell, true);
    }, [tell]);
  }

  kit.CostChart = function ({ id, children, label, priced }) {
    const box = useRef(null);
    const pressed = useRef(null);
    const link = useRef(null);
    const [hint, setHint] = useState(null);
    const [chart, setChart] = useState(null);
    const [price, forgetPrices] = usePrice(hint && hint.mark, priced);
    useFit(box);
    useDrawn(box, (plot) => {
      fit(box.current);
      if (chart && chart.data === plot.data) return;
      setHint(null);
      forgetPrices();
      setChart({ data: plot.data, layout: plot.layout });
    });

    function onPlot(event) {
      const plot = plotIn(box.current);
      return event.target.closest(".svg-container") && plot ? plot : null;
    }

    function show(event, plot) {
      const mark = plot && markAt(plot, event);
      if (!mark) {
        setHint(null);
        return;
      }
      const { left, top } = box.current.getBoundingClientRect();
      const [x, y] = [event.clientX - left, event.clientY - top];
      setHint({ mark, x, y, touched: event.pointerType === "touch" });
    }

    function move(event) {
      if (event.pointerType !== "touch") show(event, onPlot(event));
    }

    /* Touch ends with each tap: the tooltip stays until the next one. */
    function leave(event) {
      if (event.pointerType !== "touch") setHint(null);
    }

    function press(event) {
      const plot = event.button ? null : onPlot(event);
      pressed.current = plot && { x: event.clientX, y: event.clientY, mark: markAt(plot, event) };
      if (!plot) setHint(null);
    }

    /* A click opens what is under it. On touch screens the first tap shows it, the second opens
       it. */
    function release(event) {
      if (!pressed.current) setHint(null);
      const { mark, x, y } = pressed.current || {};
      forget(pressed);
      if (!mark || Math.hypot(event.clientX - x, event.clientY - y) > DRAGGED) return;
      const touched = event.pointerType === "touch";
      if (touched && !sameMark(hint && hint.mark, mark)) {
        show(event, plotIn(box.current));
        return;
      }
      if (mark.href) open(mark.href, event.metaKey || event.ctrlKey);
    }

    function open(href, inNewTab) {
      if (inNewTab) {
        window.open(href);
        return;
      }
      setHint(null);
      link.current.setAttribute("href", href);
      link.current.click();
    }

    useRelease(release);

    const handlers = {
      onPointerMoveCapture: move,
      onPointerLeave: leave,
      onPointerDownCapture: press,
      onPointerCancel: () => forget(pressed),
    };
    const opener = createElement("a", { ref: link, hidden: true, tabIndex: -1 });
    return createElement(
      "div",
      { id, className: "cost-chart" },
      createElement(
        "div",
        {
          ref: box,
          className: "chart-box",
          role: "figure",
          "aria-label": label || "",
          ...handlers,
        },
        children,
        opener,
        hint && chart ? createElement(Hint, { chart, hint, price }) : null,
      ),
      createElement(kit.ChartPictures, {
        id,
        box,
        chart: chart && chart.data.length ? chart : null,
      }),
      createElement(AsTable, { chart: chart && chart.data.length ? chart : null }),
    );
  };
})(window.cloudsense_kit);
