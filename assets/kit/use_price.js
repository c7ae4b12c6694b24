/* kit.usePrice(href): what opening it costs, once it has stood for a moment: "≈3¢", or "" if
   nothing; null while that is not known, and for no address. */
(function (kit) {
  const { useEffect, useState } = window.React;
  const REST = 250;

  kit.usePrice = function (href) {
    const [known, setKnown] = useState({ href: null, price: null });
    useEffect(() => {
      if (!href) return undefined;
      const asked = new AbortController();
      const timer = setTimeout(() => {
        kit
          .price(href, asked.signal)
          .then((price) => setKnown({ href, price }))
          .catch(() => {}); // no price is no promise
      }, REST);
      return () => {
        clearTimeout(timer);
        asked.abort();
      };
    }, [href]);
    return known.href === href ? known.price : null;
  };
})(window.cloudsense_kit);
