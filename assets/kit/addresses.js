/* Addresses of CloudSense's pages, and those with a place for what the browser fills in. */
(function (kit) {
  /* As `PLACE` of `cloudsense.web.state.selection` is quoted. No value holds a control character,
     so that none is taken for the place. */
  kit.PLACE = "%1A";

  /* The address if it is one of CloudSense's pages, else undefined. */
  kit.internal = (href) => (href?.startsWith("?") ? href : undefined);

  kit.fill = (address, text) => address.replace(kit.PLACE, () => text);
})(window.cloudsense_kit);
