(function (kit) { kit.FilterBar = function ({ id }) { return window.React.createElement("span", { id }); }; })(window.cloudsense_kit);
