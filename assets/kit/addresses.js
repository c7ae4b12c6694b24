/* Addresses of CloudSense's pages, and their placeholders for values that the browser fills in. */
(function (kit) {
  /* `PLACE` of `cloudsense.web.state.selection`, quoted. Values contain no control characters,
     so none is mistaken for it. */
  kit.PLACE = "%1A";

  /* The address if it is one of CloudSense's pages, else undefined. */
  kit.internal = (href) => (href?.startsWith("?") ? href : undefined);

  kit.fill = (address, text) => address.replace(kit.PLACE, () => text);
})(window.cloudsense_kit);
