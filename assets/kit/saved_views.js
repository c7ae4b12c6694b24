/* Saved views: links with a button to delete each, and a field to save the current view. */
(function (kit) {
  const { createElement: el, useRef, useState } = window.React;

  const isAlike = (one, other) => one.toLowerCase() === other.toLowerCase();

  function View({ id, view, place }) {
    const { name, href } = view;
    const link = kit.internal(href || undefined);
    const remove = {
      id: `${id}-remove-${place}`,
      type: "button",
      className: "saved-remove",
      "aria-label": `Delete: ${name}`,
      "data-confirm": "Sure?",
      "data-do": "remove-view",
      "data-question": name,
      "data-text": name,
    };
    return el(
      "li",
      null,
      link
        ? el("a", { href: link }, name)
        : el("span", { title: "No longer a valid address" }, name),
      el(kit.ConfirmButton, remove, "Delete"),
    );
  }

  function SaveForm({ id, views, longest }) {
    const [typed, setTyped] = useState("");
    const button = useRef(null);
    const name = typed.split(/\s+/).filter(Boolean).join(" ");
    const isTaken = views.some((view) => isAlike(view.name, name));
    const field = {
      id: `${id}-name`,
      type: "text",
      className: "form-control",
      "aria-label": "Name of the view",
      placeholder: "Name of this view",
      maxLength: longest,
      autoComplete: "off",
      value: typed,
      onChange: (event) => setTyped(event.target.value),
      onKeyDown: (event) => event.key === "Enter" && name && button.current.click(),
    };
    const save = {
      id: `${id}-save`,
      ref: button,
      type: "button",
      className: "btn btn-primary btn-sm",
      disabled: !name || isTaken,
      "data-do": "save-view",
      "data-question": name,
      "data-text": name,
      /* After the click was reported. */
      onClick: () => setTimeout(() => setTyped(""), 0),
    };
    const taken = isTaken
      ? el("p", { role: "alert" }, "A view of this name already exists.")
      : null;
    return el(
      "div",
      { className: "saved-form" },
      el("input", field),
      el("button", save, "Save view"),
      taken,
    );
  }

  kit.SavedViews = function ({ id, views, problem, longest }) {
    const count = el("strong", { key: "count" }, views.length || "");
    const face = [el("span", { key: "label" }, "Saved views"), count];
    const content = () =>
      el(
        "div",
        { className: "saved-views" },
        el("h2", null, "Saved views"),
        views.length
          ? el(
              "ul",
              null,
              views.map((view, place) => el(View, { key: view.name, id, view, place })),
            )
          : el("p", null, "None yet."),
        problem ? el("p", { role: "alert" }, problem) : null,
        el(SaveForm, { id, views, longest }),
      );
    const menu = { id: `${id}-button`, label: "Saved views", face, content };
    return el("span", { id }, el(kit.Menu, menu));
  };
})(window.cloudsense_kit);
