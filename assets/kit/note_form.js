/* A line of text and a button that reports it: the page's callback keeps it as a note. */
(function (kit) {
  const { createElement, useRef, useState } = window.React;
  const LONGEST = 500;

  kit.NoteForm = function ({ id, question }) {
    const [text, setText] = useState("");
    const button = useRef(null);

    function press(event) {
      if (event.key === "Enter" && text.trim()) button.current.click();
    }
    const field = {
      id,
      className: "form-control",
      type: "text",
      maxLength: LONGEST,
      placeholder: "Add a note",
      "aria-label": "Note",
      value: text,
      onChange: (event) => setText(event.target.value),
      onKeyDown: press,
    };
    const add = {
      ref: button,
      type: "button",
      className: "btn btn-outline-secondary btn-sm",
      disabled: !text.trim(),
      "data-do": "add-note",
      "data-question": question,
      "data-text": text.trim(),
      /* After the click was reported. */
      onClick: () => setTimeout(() => setText(""), 0),
    };
    return createElement(
      "span",
      { className: "note-form" },
      createElement("input", field),
      createElement("button", add, "Add"),
    );
  };
})(window.cloudsense_kit);
