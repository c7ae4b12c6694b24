/* kit.FilterWaiting({ filter, values, ask, high, most }): why there are no values yet, and at
   most one button. While they are loading it requests them again after each response. */
(function (kit) {
  const { createElement, useEffect, useState } = window.React;
  const AGAIN = 700;
  const TIMES = 60;

  const SAID = {
    price: ({ plural }) => `The ${plural} of this period are not cached.`,
    failed: ({ plural }) => `The ${plural} could not be loaded.`,
    late: () => "AWS has not answered yet.",
    loading: () => "",
  };
  const ORDERS = {
    price: ({ price }) => `Load (${price})`,
    failed: () => "Try again",
    late: () => "Ask again",
    loading: () => "",
  };

  function useAgain(values, ask) {
    const [asked, setAsked] = useState({ times: 0, after: null });
    const loading = values.state === "loading";
    const late = loading && asked.times >= TIMES;
    useEffect(() => {
      if (!loading || late || asked.after === values) return undefined;
      const timer = setTimeout(() => {
        setAsked({ times: asked.times + 1, after: values });
        ask(false);
      }, AGAIN);
      return () => clearTimeout(timer);
    }, [loading, late, values, asked, ask]);
    return [late, () => setAsked({ times: 0, after: null })];
  }

  kit.FilterWaiting = function ({ filter, values, ask, high, most }) {
    const [late, restart] = useAgain(values, ask);
    const state = late ? "late" : values.state;
    const said = (!late && values.message) || SAID[state](filter);
    const order = ORDERS[state](values);
    const button = {
      type: "button",
      className: "btn btn-primary btn-sm",
      onClick() {
        restart();
        ask(state === "price");
      },
    };
    const bar = { style: { height: high } };
    const bars = Array.from({ length: most }, (_, key) => createElement("i", { ...bar, key }));
    const moving = state === "loading";
    return createElement(
      "div",
      { className: `filter-waiting ${moving ? "filter-moving" : ""}`, "aria-busy": moving },
      createElement("div", { className: "filter-bars", "aria-hidden": true }, bars),
      createElement(
        "div",
        { className: "filter-said", role: "status" },
        said && createElement("p", null, said),
        order && createElement("button", button, order),
      ),
    );
  };
})(window.cloudsense_kit);
