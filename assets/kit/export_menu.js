/* Exports of the page: files, a command for the AWS CLI, a link to the AWS console. */
(function (kit) {
  const { createElement } = window.React;
  const FILE = /^(costs|page)\.(csv|xlsx|html)\?/;
  const CONSOLE = /^https:\/\/us-east-1\.console\.aws\.amazon\.com\/costmanagement\//;
  const SAID_FOR = 1500;

  function file({ label, note, href }, close) {
    if (!FILE.test(href)) return null;
    return createElement(
      "li",
      { key: label },
      createElement(
        "a",
        { href, download: "", onClick: close },
        createElement("strong", null, label),
        createElement("small", null, note),
      ),
    );
  }

  /* Shows the command, to be read or copied by hand. */
  function Command({ id, command, note }) {
    const [said, setSaid] = kit.useBriefly(SAID_FOR);
    const hint = createElement("p", { key: "note", className: "export-note" }, note);
    if (!command) return hint;
    const click = () =>
      kit.copy(command).then((copied) => setSaid(copied ? "Copied" : "Select and copy it below"));
    const props = { key: "copy", id: `${id}-copy`, type: "button", "aria-live": "polite" };
    const text = createElement("textarea", {
      key: "text",
      readOnly: true,
      rows: 3,
      value: command,
      "aria-label": "Command for the AWS CLI",
      spellCheck: false,
      onFocus: (event) => event.target.select(),
    });
    const button = createElement(
      "button",
      { ...props, onClick: click },
      said || "Copy as AWS CLI command",
    );
    return [button, text, hint];
  }

  function Console({ href, note }) {
    if (!CONSOLE.test(href || "")) return null;
    const props = { href, target: "_blank", rel: "noopener noreferrer" };
    return createElement(
      window.React.Fragment,
      null,
      createElement("a", { ...props, className: "export-console" }, "Open in the AWS console ↗"),
      note ? createElement("p", { className: "export-note" }, note) : null,
    );
  }

  kit.ExportMenu = function (props) {
    const { id, files, command, command_note: commandNote, console: href } = props;
    const hasFiles = Boolean(files && files.length);
    if (!hasFiles && !command && !commandNote) {
      return createElement("span", { id, className: "export-menu" });
    }
    function content(sheet, close) {
      const list = createElement(
        "ul",
        { onKeyDown: kit.arrowKeys("a") },
        (files || []).map((each) => file(each, close)),
      );
      const waits = createElement(
        "p",
        { className: "export-note" },
        "Files are available once the page is loaded.",
      );
      return createElement(
        "div",
        { className: "export-list" },
        sheet && createElement("h2", null, "Export"),
        hasFiles ? list : waits,
        commandNote
          ? createElement(
              "div",
              { className: "export-aws" },
              createElement(Command, { id, command, note: commandNote }),
              createElement(Console, { href, note: props.console_note }),
            )
          : null,
      );
    }
    const face = createElement("span", null, "Export");
    const menu = { id: `${id}-button`, label: "Export", face, content, panelClass: "export-panel" };
    return createElement("span", { id, className: "export-menu" }, createElement(kit.Menu, menu));
  };
})(window.cloudsense_kit);
