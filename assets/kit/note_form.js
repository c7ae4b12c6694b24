/* A line of text and a button that reports it: the page's callback keeps it as a note. */
(function (kit) {
  const { createElement, useRef, useState } = window.React;
  const LONGEST = 500;

  /* About `question`, the id of an anomaly; or about a day, from `first` to `last`. */
  kit.NoteForm = function ({ id, question, first, last }) {
    const [text, setText] = useState("");
    const [day, setDay] = useState(last || "");
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
      disabled: !text.trim() || (Boolean(last) && !day),
      "data-do": last ? "add-day-note" : "add-note",
      "data-question": last ? day : question,
      "data-text": text.trim(),
      /* After the click was reported. */
      onClick: () => setTimeout(() => setText(""), 0),
    };
    const date = {
      id: `${id}-day`,
      className: "form-control note-day",
      type: "date",
      min: first,
      max: last,
      "aria-label": "Day",
      value: day,
      onChange: (event) => setDay(event.target.value),
    };
    return createElement(
      "span",
      { className: "note-form" },
      last && createElement("input", date),
      createElement("input", field),
      createElement("button", add, "Add"),
    );
  };
})(window.cloudsense_kit);
