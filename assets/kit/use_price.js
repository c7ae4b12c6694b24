/* kit.usePrice(href): what opening it costs, once it has stood for a moment: "≈3¢", or "" if
   nothing; null while that is not known, and for no address. An answer that fails is asked for
   again: after a restart the account is not known at once. */
(function (kit) {
  const { useEffect, useState } = window.React;
  const REST = 250;
  const AGAIN = 2000;

  kit.usePrice = function (href) {
    const [known, setKnown] = useState({ href: null, price: null });
    useEffect(() => {
      if (!href) return undefined;
      const asked = new AbortController();
      let timer = setTimeout(ask, REST);
      function ask() {
        kit
          .price(href, asked.signal)
          .then((price) => setKnown({ href, price }))
          .catch(() => {
            if (!asked.signal.aborted) timer = setTimeout(ask, AGAIN);
          });
      }
      return () => {
        clearTimeout(timer);
        asked.abort();
      };
    }, [href]);
    return known.href === href ? known.price : null;
  };
})(window.cloudsense_kit);
