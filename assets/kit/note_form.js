/* Forms for a note, and for the day until which a series is muted. */
(function (kit) {
  const { createElement, useRef, useState } = window.React;
  const LONGEST = 500;
  const LONGEST_NAME = 80;
  const AUTHOR = "cloudsense-author";

  /* The author's name, remembered in this browser. */
  function knownAuthor() {
    try {
      return window.localStorage.getItem(AUTHOR) || "";
    } catch {
      return "";
    }
  }

  function rememberAuthor(name) {
    try {
      window.localStorage.setItem(AUTHOR, name);
    } catch {
      /* Without storage the name is asked for again. */
    }
  }

  /* A note on `question`, the id of an anomaly, or on a day from `first` to `last`. */
  kit.NoteForm = function ({ id, question, first, last }) {
    const [text, setText] = useState("");
    const [author, setAuthor] = useState(knownAuthor);
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
      "data-author": author.trim(),
      onClick: () => {
        rememberAuthor(author.trim());
        /* Clears the field after the click was reported. */
        setTimeout(() => setText(""), 0);
      },
    };
    const name = {
      id: `${id}-author`,
      className: "form-control note-author",
      type: "text",
      maxLength: LONGEST_NAME,
      placeholder: "Your name",
      "aria-label": "Your name",
      value: author,
      onChange: (event) => setAuthor(event.target.value),
      onKeyDown: press,
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
      createElement("input", name),
      createElement("button", add, "Add"),
    );
  };

  /* Mutes the series of the anomaly `question` until a day, `first` or later. */
  kit.MuteForm = function ({ id, question, name, first, day: proposed }) {
    const [day, setDay] = useState(proposed);
    const date = {
      id,
      className: "form-control note-day",
      type: "date",
      min: first,
      "aria-label": `Mute ${name} until`,
      value: day,
      onChange: (event) => setDay(event.target.value),
    };
    const mute = {
      id: `${id}-day`,
      type: "button",
      className: "btn btn-outline-secondary btn-sm",
      disabled: !day || day < first,
      "data-do": "mute-series",
      "data-question": question,
      "data-text": day,
    };
    return createElement(
      "span",
      { className: "note-form" },
      createElement("button", mute, `${name} until`),
      createElement("input", date),
    );
  };
})(window.cloudsense_kit);
