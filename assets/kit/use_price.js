/* kit.usePrice(href): the price of opening an address that is shown for a moment: "≈3¢", or ""
   if free; null while unknown, and without an address. Failed requests are repeated: after a
   restart the account is not known at once. */
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
