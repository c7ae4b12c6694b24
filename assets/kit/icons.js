/* Line icons by name, 24 units wide, in the colour of the text around them. */
(function (kit) {
  const { createElement } = window.React;
  const PATHS = {
    overview: "M4 19v-5M9.3 19V9M14.7 19v-7M20 19V5",
    changes: "M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4",
    anomalies: "M3 12h4l3-8 4 16 3-8h4",
    explore: "M11 4a7 7 0 1 1 0 14a7 7 0 1 1 0-14M16 16l4.5 4.5",
    find: "M11 4a7 7 0 1 1 0 14a7 7 0 1 1 0-14M16 16l4.5 4.5",
    budgets: "M5.2 19a9 9 0 1 1 13.6 0M12 14l4-5M12 14h.01",
    accounts:
      "M9 11a3.5 3.5 0 1 0 0-7a3.5 3.5 0 0 0 0 7M3 20c0-4 3-6 6-6s6 2 6 6M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.5c2 .8 3 2.6 3 5.5",
    data: "M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3",
    more: "M5 12h.01M12 12h.01M19 12h.01",
    leave: "M10 4H5v16h5M15 8l4 4-4 4M19 12H9",
    light:
      "M12 8a4 4 0 1 1 0 8a4 4 0 1 1 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
    dark: "M20 14.5A8.2 8.2 0 1 1 9.5 4a6.6 6.6 0 0 0 10.5 10.5z",
    system: "M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 1 1 0-17M13 4.5v15M15 5v14M17 6.5v11M19 9v6",
  };

  kit.icon = function (name) {
    const path = createElement("path", { d: PATHS[name] || PATHS.more });
    const props = { key: name, className: `icon-line icon-${name}`, viewBox: "0 0 24 24" };
    return createElement("svg", { ...props, "aria-hidden": true }, path);
  };
})(window.cloudsense_kit);
