/* kit.daysChosen: how a range of days is chosen in a calendar, as steps from one state to the next.

   A state is { first, last, anchor, down }. `anchor` is the first of two clicks while the second is
   awaited, `down` the day on which a button is pressed. */
(function (kit) {
  const range = (one, other) =>
    one < other ? { first: one, last: other } : { first: other, last: one };

  kit.daysChosen = {
    start: (first, last) => ({ first, last, anchor: null, down: null }),

    /* A button goes down on a day, or a key chooses it; with `extend` the range reaches to it. */
    press(state, day, extend) {
      const from = state.anchor ?? (extend ? state.first : null);
      if (from) return { ...range(from, day), anchor: null, down: null };
      return { first: day, last: day, anchor: day, down: day };
    },

    /* The pointer or the keyboard comes to a day. */
    over(state, day) {
      const from = state.down ?? state.anchor;
      const to = from ? range(from, day) : state;
      return to.first === state.first && to.last === state.last ? state : { ...state, ...to };
    },

    /* The button goes up: a drag is a whole choice, a click the first of two. */
    release(state) {
      if (!state.down) return state;
      const dragged = state.first !== state.last;
      return { ...state, down: null, anchor: dragged ? null : state.anchor };
    },

    /* The pointer leaves the calendar: the preview ends. */
    leave(state) {
      if (!state.anchor || state.down) return state;
      return { ...state, first: state.anchor, last: state.anchor };
    },

    /* Shift and an arrow key: the focused end of the range moves to `day`. */
    extend(state, from, day) {
      const fixed = from === state.first ? state.last : state.first;
      const kept = from === state.first || from === state.last ? fixed : from;
      return { ...range(kept, day), anchor: null, down: null };
    },
  };
})(window.cloudsense_kit);
