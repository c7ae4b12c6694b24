/* kit.internal(href): the address if it is one of CloudSense's pages, else undefined. */
window.cloudsense_kit.internal = (href) => (href?.startsWith("?") ? href : undefined);
