/* A button that copies the address of the page. Without TLS, browsers have no clipboard API:
   then it uses execCommand, and if that fails, too, shows the address. */
(function (kit) {
  const { createElement, useState } = window.React;
  const SAID_FOR = 1500;

  function copyByHand(address) {
    const field = document.createElement("input");
    field.value = address;
    field.className = "unseen";
    document.body.append(field);
    field.select();
    let copied = false;
    try {
      copied = document.execCommand("copy");
    } catch {
      // not allowed
    }
    field.remove();
    return copied;
  }

  function copy(address) {
    const modern = navigator.clipboard
      ? navigator.clipboard.writeText(address)
      : Promise.reject(new Error("no clipboard"));
    return modern.then(
      () => true,
      () => copyByHand(address),
    );
  }

  /* Copies a text. Resolves to whether that worked. */
  kit.copy = copy;

  function Address({ leave }) {
    return createElement("input", {
      ref: (field) => field && field.select(),
      className: "copy-address",
      readOnly: true,
      value: window.location.href,
      "aria-label": "Address of this page",
      title: "Your browser blocked copying. Copy this address",
      onBlur: leave,
    });
  }

  kit.CopyLink = function () {
    const [said, setSaid] = kit.useBriefly(SAID_FOR);
    const [refused, setRefused] = useState(false);
    if (refused) return createElement(Address, { leave: () => setRefused(false) });
    const click = () =>
      copy(window.location.href).then((copied) => (copied ? setSaid("Copied") : setRefused(true)));
    const text = said || "Copy link";
    const props = {
      id: "copy",
      type: "button",
      className: "text copy-link",
      "aria-live": "polite",
    };
    return createElement("button", { ...props, onClick: click }, text);
  };
})(window.cloudsense_kit);
